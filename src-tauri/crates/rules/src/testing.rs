//! A small world of assets for tests: one kind, a national pack and two local ones.

use crate::asset::{AssetProblem, AssetTree};
use crate::definitions::Definitions;
use crate::engine::Engine;
use calendar::{Date, WorkCalendar};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::sync::Arc;

pub(crate) const KIND: &str = r#"
id = "case"
title = "案件"
module = "demo"
summary = 'default(name, "案件")'
initial = "open"
groups = [ { id = "base", title = "基本" } ]
roles = [ { id = "applicant", title = "申请人", min = 1, max = 2, accepts = ["natural"] } ]
fields = [
  { id = "name", label = "名称", type = "text", group = "base", required = "true" },
  { id = "received_on", label = "收到日期", type = "date", group = "base" },
  { id = "reported_at", label = "接报时间", type = "datetime", group = "base" },
  { id = "answered_on", label = "答复日期", type = "date", group = "base" },
  { id = "colour", label = "颜色", type = "code", codes = "colour", group = "base", visible = "received_on != null" },
  { id = "due_on", label = "到期日", type = "date", group = "base", derived = true },
]
states = [
  { id = "open", title = "办理", stage = "办理" },
  { id = "closed", title = "办结", stage = "办结", final = true },
]
[[journal]]
id = "visit"
title = "走访"
[[transitions]]
id = "close"
label = "办结"
from = ["open"]
to = "closed"
[register]
columns = [ { id = "name", title = "名称", value = "name" } ]
filters = ["state"]
"#;

const WORDING: &str = "第一条 收到之日起十日内答复。\n第二条 每月走访一次，\n不得遗漏。\n";

/// The citation of words of the test law, as TOML.
pub(crate) fn citation(quote: &str) -> String {
    let hash = hex::encode(Sha256::digest(quote.as_bytes()));
    format!(
        "[rule.citation]\ntext = \"law\"\nsection = \"第一条\"\nquote = \"{quote}\"\nsha256 = \"{hash}\"\n"
    )
}

/// Examples that fit any check, derivation or duty that never speaks of them.
pub(crate) const EXAMPLES: &str = r#"
[[rule.examples]]
name = "按期"
kind = "pass"
today = "2026-03-02"
facts = { received_on = "2026-03-02" }
expect = { applies = true }
[[rule.examples]]
name = "逾期"
kind = "fail"
today = "2027-03-02"
facts = { received_on = "2026-03-02" }
expect = { applies = true }
[[rule.examples]]
name = "没有收到"
kind = "boundary"
today = "2026-03-02"
facts = {}
expect = { applies = false }
"#;

/// A rule that an answer is due so many days after receipt.
pub(crate) fn answer_rule(id: &str, days: u32, in_force: &str) -> String {
    format!(
        r#"
[[rule]]
id = "{id}"
title = "答复"
duty = "case.answer"
applies_to = "case"
in_force = {{ {in_force} }}
as_of = "received_on"
certainty = "official"
when = "received_on != null"
{}
[rule.deadline]
start = "received_on"
length = "{days} days"
counting = "plain"
done = "answered_on != null"
done_on = "answered_on"
{EXAMPLES}"#,
        citation("收到之日起十日内答复")
    )
}

const COUNTING: &str = r#"
[[counting]]
id = "plain"
title = "次日起算"
start = "excluded"
roll = "none"
certainty = "official"
"#;

/// The tree, with these rules in the packs `national`, `city` and `county`.
pub(crate) fn tree(national: &str, city: &str, county: &str) -> AssetTree {
    let mut tree = AssetTree::new();
    let mut put = |path: &str, text: &str| tree.insert(path.to_owned(), text.as_bytes().to_vec());
    put("kinds/demo/case.toml", KIND);
    put("modules.toml", "[[modules]]\nid = \"demo\"\ntitle = \"试\"\nkinds = [\"case\"]\n");
    for list in ["sex", "ethnicity", "id-type", "colour"] {
        let text = format!(
            "id = \"{list}\"\ntitle = \"表\"\nsource = \"试\"\ncertainty = \"official\"\n[[items]]\nid = \"red\"\nlabel = \"红\"\n"
        );
        put(&format!("codes/{list}.toml"), &text);
    }
    put(
        "law/texts/law.toml",
        "id = \"law\"\ntitle = \"试行条例\"\nissued_by = \"某局\"\neffective_from = \"2020-01-01\"\nstatus = \"in-force\"\nsource = \"试\"\n",
    );
    put("law/texts/law.md", WORDING);
    let counting = citation("收到之日起十日内答复").replace("rule.citation", "counting.citation");
    for (pack, level, rules) in
        [("national", "national", national), ("city", "city", city), ("county", "county", county)]
    {
        let text = format!(
            "id = \"{pack}\"\ntitle = \"包\"\nlevel = \"{level}\"\nplace = \"某地\"\ntexts = [\"law\"]\n"
        );
        put(&format!("law/{pack}/pack.toml"), &text);
        let own = if pack == "national" { format!("{COUNTING}{counting}{rules}") } else { rules.to_owned() };
        put(&format!("law/{pack}/rules.toml"), &own);
    }
    put(
        "requirements/demo.toml",
        "[[row]]\nid = \"DEM-001\"\ntitle = \"答复\"\nsource = \"试\"\n[[row]]\nid = \"DEM-002\"\ntitle = \"走访\"\nsource = \"试\"\n",
    );
    tree
}

/// What is wrong with a tree.
pub(crate) fn problems(tree: &AssetTree) -> Vec<AssetProblem> {
    Definitions::load(tree).err().unwrap_or_default()
}

/// An engine of a tree that must be sound.
pub(crate) fn engine(tree: &AssetTree, packs: &[&str]) -> Engine {
    let definitions = Definitions::load(tree).unwrap_or_else(|found| panic!("{found:#?}"));
    let packs: Vec<String> = packs.iter().map(|pack| (*pack).to_owned()).collect();
    let calendar = WorkCalendar::new([]).unwrap();
    Engine::new(Arc::new(definitions), &packs, &Map::new(), calendar).unwrap()
}

pub(crate) fn facts(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("no object: {value}") };
    map
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}
