//! What clerks paste and files bring: every form takes it, says what it cannot print, and never fails.

use expression::Scope;
use serde_json::{Map, Value, json};
use typeset::Stamp;
use typeset::form::Form;

use crate::assets::Assets;
use crate::golden::typesetter;

/// Puts `text` in the place of every text that is no date, code or role.
fn replace(value: &mut Value, text: &str) {
    match value {
        Value::String(old) => {
            let words = !old.is_ascii();
            if words {
                text.clone_into(old);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, text)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn with_text(assets: &Assets, form: &Form, text: &str) -> Map<String, Value> {
    let mut values = assets.forms.example(form.id()).unwrap().clone();
    replace(&mut values, text);
    let facts = form.values("hostile", &values).unwrap_or_else(|problems| panic!("{problems:#?}"));
    form.prepare(&assets.library, facts).unwrap()
}

#[test]
fn every_form_prints_hostile_text() {
    let assets = Assets::load();
    let typesetter = typesetter();
    // Control characters, direction marks, emoji, a character no font has, XML, CEL, a very long word.
    let texts = [
        "甲\u{0}\u{7}\u{1b}[31m乙\r\n丙\u{202e}丁\u{2066}戊\u{feff}",
        "👨‍👩‍👧‍👦 家 \u{e000} \u{10ffff}",
        "<p>{p.name}</p> {{ }} ]]> &amp; ${x}",
        &"长".repeat(3000),
        &"A".repeat(3000),
        "　\n　\n\n",
    ];
    for form in assets.forms.iter() {
        for text in texts {
            let facts = with_text(&assets, form, text);
            let document = form.compose(&Scope::new(&assets.library, &facts)).unwrap();
            let printed = typesetter.render(&document, &Stamp::default()).unwrap();
            assert!(printed.pages > 0, "{}", form.id());
            if text.contains('\u{10ffff}') {
                assert!(printed.missing.contains(&'\u{10ffff}'), "{}: {:?}", form.id(), printed.missing);
            }
        }
    }
}

#[test]
fn a_text_of_200_000_characters_is_printed_whole() {
    let assets = Assets::load();
    let form = assets.forms.get("mediation-agreement").unwrap();
    let mut values = assets.forms.example(form.id()).unwrap().clone();
    values["dispute_points"] = json!("双方各执一词，未能协商一致。\n".repeat(14_286));
    let facts = form.prepare(&assets.library, form.values("long", &values).unwrap()).unwrap();
    let document = form.compose(&Scope::new(&assets.library, &facts)).unwrap();
    let printed = typesetter().render(&document, &Stamp::default()).unwrap();
    // 29 lines of a page hold one such paragraph each.
    assert!(printed.pages > 14_286 / 30, "{} pages", printed.pages);
}

#[test]
fn nothing_prints_as_blanks_and_never_as_a_word() {
    let assets = Assets::load();
    for form in assets.forms.iter() {
        let values = form.values("nothing", &json!({})).unwrap();
        let facts = form.prepare(&assets.library, values).unwrap();
        let document = form.compose(&Scope::new(&assets.library, &facts)).unwrap();
        let mut texts = Vec::new();
        collect(&serde_json::to_value(&document).unwrap(), &mut texts);
        for text in texts {
            for word in ["null", "None", "nan", "{", "}"] {
                assert!(!text.contains(word), "{}: `{text}`", form.id());
            }
        }
    }
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(text)) = fields.get("text") {
                texts.push(text.clone());
            }
            fields.values().for_each(|field| collect(field, texts));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
