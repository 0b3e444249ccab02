use crate::asset::At;
use crate::kind::raw::RawKind;
use crate::kind::{FieldType, Kind, Link};
use crate::read::Problems;
use std::collections::{BTreeMap, BTreeSet};

/// The roles of staff, the program's own: what each may do stands in one table of the office's services.
pub const STAFF_ROLES: [&str; 5] = ["head", "clerk", "assistant", "mediator", "reader"];
/// The roles that may be named as approving.
pub const APPROVERS: [&str; 1] = ["head"];

/// The one way to restrict who sees matters: those assigned to them.
const ASSIGNED: &str = "assigned";

/// `restricted` and `assigned` of a kind.
pub(crate) fn check(
    restricted: Option<&(String, At)>,
    assigned: Option<&str>,
    kind: &RawKind,
    problems: &Problems,
) {
    match (restricted, assigned) {
        (Some((way, at)), _) if way != ASSIGNED => {
            problems.add(at, "asset.bad-value", format!("`restricted` 只能写 \"{ASSIGNED}\"。"));
        }
        (Some((_, at)), None) => {
            problems.add(
                at,
                "asset.missing-key",
                "限定查看的事项类型缺少 `assigned`：写明由哪个工作人员栏目指定谁能看。",
            );
        }
        (None, Some(_)) => {
            problems.add(&kind.at, "asset.needless-key", "`assigned` 要和 `restricted` 一起写。");
        }
        (Some((_, at)), Some(field)) => match kind.field_type(field) {
            Some(FieldType::Staff) => {}
            Some(_) => {
                problems.add(at, "asset.bad-value", format!("`assigned` 要写工作人员栏目，`{field}` 不是。"));
            }
            None => problems.add(at, "asset.unknown-field", format!("没有叫 `{field}` 的栏目。")),
        },
        (None, None) => {}
    }
}

/// A role that approves.
pub(crate) fn check_approver(role: &str, at: &At, problems: &Problems) {
    if !APPROVERS.contains(&role) {
        let known = APPROVERS.join("、");
        problems.add(at, "asset.bad-value", format!("`approved_by` 可以写：{known}；`{role}` 不行。"));
    }
}

/// Notes of every kind which of its fields name matters that not all staff see, through any number of kinds.
pub(crate) fn shield(kinds: &mut BTreeMap<String, Kind>) {
    let mut limited: BTreeSet<String> =
        kinds.values().filter(|kind| kind.assigned.is_some()).map(|kind| kind.id.clone()).collect();
    loop {
        let before = limited.len();
        for kind in kinds.values_mut() {
            let shielded =
                links(kind).filter(|(of, _)| limited.contains(*of)).map(|(_, link)| link).collect();
            kind.shielded_by = shielded;
            if !kind.shielded_by.is_empty() {
                limited.insert(kind.id.clone());
            }
        }
        if limited.len() == before {
            break;
        }
    }
}

/// The fields and columns of a kind that name a matter, with the kind of that matter.
fn links(kind: &Kind) -> impl Iterator<Item = (&str, Link)> {
    kind.fields.iter().flat_map(|field| {
        let own = field.of.as_deref().map(|of| (of, Link::Field(field.id.clone())));
        let columns = field.columns.iter().filter_map(move |column| {
            Some((column.of.as_deref()?, Link::Column(field.id.clone(), column.id.clone())))
        });
        own.into_iter().chain(columns)
    })
}
