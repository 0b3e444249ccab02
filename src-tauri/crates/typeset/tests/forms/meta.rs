//! What must hold for every form: its examples, its needs, what it claims.

use expression::Scope;

use crate::assets::{Assets, examples, facts};

/// Without these three no form is accepted; others are welcome.
const WANTED: [&str; 3] = ["complete", "empty", "overflow"];

#[test]
fn every_form_has_its_examples() {
    let assets = Assets::load();
    for form in assets.forms.iter() {
        let there = examples(form);
        for wanted in WANTED {
            assert!(there.iter().any(|name| name == wanted), "{} has no example {wanted}.json", form.id());
        }
    }
}

#[test]
fn every_form_that_a_kind_names_is_there() {
    let assets = Assets::load();
    for (form, places) in &assets.named {
        assert!(assets.forms.get(form).is_some(), "no form `{form}`, named by {}", places.join(", "));
    }
    for form in assets.forms.iter() {
        // A sheet that prints a report belongs to no matter.
        let named = form.kind() == rules::REPORT_SHEET || assets.named.contains_key(form.id());
        assert!(named, "no state of a kind names the form `{}`", form.id());
        assert!(assets.kinds.iter().any(|kind| kind == form.kind()));
    }
}

#[test]
fn every_row_that_a_form_claims_is_there() {
    let assets = Assets::load();
    for form in assets.forms.iter() {
        for row in form.covers() {
            assert!(
                assets.requirements.contains(row),
                "{} covers `{row}`, which is no requirement",
                form.id()
            );
        }
    }
}

#[test]
fn complete_examples_lack_nothing_and_empty_ones_only_what_is_optional() {
    let assets = Assets::load();
    for form in assets.forms.iter() {
        for (example, all) in [("complete", true), ("empty", false)] {
            let facts = facts(&assets, form, example);
            let needs = form.needs(&Scope::new(&assets.library, &facts)).unwrap();
            let open: Vec<String> = needs
                .iter()
                .filter(|need| !need.filled && (all || need.required))
                .map(|need| format!("{}: {}", need.field, need.message))
                .collect();
            assert!(open.is_empty(), "{}/{example}: {open:#?}", form.id());
        }
        let facts = facts(&assets, form, "empty");
        let needs = form.needs(&Scope::new(&assets.library, &facts)).unwrap();
        let optional = needs.iter().filter(|need| !need.required);
        assert!(optional.clone().count() == 0 || optional.clone().any(|need| !need.filled), "{}", form.id());
    }
}

#[test]
fn nothing_filled_in_is_told_field_by_field() {
    let assets = Assets::load();
    for form in assets.forms.iter() {
        for given in [
            serde_json::json!({}),
            serde_json::json!({"parties": [{"role": "applicant"}, {"role": "respondent", "kind": "legal"}]}),
        ] {
            // A sheet that prints a report knows no parties.
            if given.get("parties").is_some() && form.schema().get("parties").is_none() {
                continue;
            }
            let values = form.values("nothing", &given).unwrap();
            let facts = form.prepare(&assets.library, values).unwrap();
            let needs = form.needs(&Scope::new(&assets.library, &facts)).unwrap();
            assert!(
                needs.iter().any(|need| need.blocks()),
                "{} could be issued with nothing in it",
                form.id()
            );
            for need in needs.iter().filter(|need| !need.filled) {
                assert!(!need.label.is_empty(), "{}: {} has no label", form.id(), need.field);
                assert!(need.message.chars().count() > 4, "{}: {} says nothing", form.id(), need.field);
            }
        }
    }
}
