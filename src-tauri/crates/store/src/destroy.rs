//! Destroying a matter at the end of its retention period: everything said in it goes, the bare fact stays.
//!
//! The audit chain stays whole. An entry's hash is over its summary and random bytes beside it; both are taken out of the
//! entries about the matter, while the hash, which the next entry carries on, remains. The destruction's own entry lists
//! those entries with a digest over what is left of them, so that the check still proves that they were not altered and
//! that nothing else was taken out. Content that is only hashed with random bytes that are gone cannot be found again by
//! trying; a key for each matter would do the same and need keeping.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit::LOOK_UP;
use crate::audit::left_over;
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::store::Store;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, time_text};

/// The operation whose entry lists what was taken out.
pub(crate) const OPERATION: &str = "matter.destroy";

/// Why and by whom a matter is destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destruction {
    /// The last day it had to be kept.
    pub kept_until: Option<String>,
    /// The rule, with its article.
    pub basis: String,
    /// Who proposed it.
    pub asked_by: String,
    /// Who approved it.
    pub approved_by: String,
}

/// The bare fact of a destruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// The row id the matter had.
    pub matter: i64,
    /// When it was entered, as stored; with the id it names the matter in every copy of the office.
    pub created_at: String,
    /// Its kind.
    pub kind: String,
    /// Its number, which is not given again.
    pub number: Option<String>,
    /// The day it was opened.
    pub opened_on: Option<String>,
    /// The day it was closed.
    pub closed_on: Option<String>,
    /// When it was destroyed, as stored.
    pub destroyed_at: String,
    /// Row ids of the people who went with it.
    pub people: Vec<i64>,
    /// Why and by whom.
    #[serde(flatten)]
    pub destruction: Destruction,
}

fn build(c: &mut Columns<'_, '_>) -> Result<Destroyed> {
    Ok(Destroyed {
        matter: c.get("destructions.matter")?,
        created_at: c.get("destructions.created_at")?,
        kind: c.get("destructions.kind")?,
        number: c.get("destructions.number")?,
        opened_on: c.get("destructions.opened_on")?,
        closed_on: c.get("destructions.closed_on")?,
        destruction: Destruction {
            kept_until: c.get("destructions.kept_until")?,
            basis: c.get("destructions.basis")?,
            asked_by: c.get("destructions.asked_by")?,
            approved_by: c.get("destructions.approved_by")?,
        },
        destroyed_at: c.get("destructions.destroyed_at")?,
        people: serde_json::from_value(c.json("destructions.people")?)
            .map_err(|e| StoreError::BadValue { column: "destructions.people", detail: e.to_string() })?,
    })
}

impl Reader<'_> {
    /// Every destruction, latest first.
    pub fn destructions(&self) -> Result<Vec<Destroyed>> {
        self.all(
            "list destructions",
            "SELECT matter, created_at, kind, number, opened_on, closed_on, kept_until, basis, asked_by, approved_by, \
             destroyed_at, people FROM destructions ORDER BY destroyed_at DESC, matter DESC",
            [],
            build,
        )
    }
}

impl Store {
    /// Removes the files of destroyed matters that are still there, and carries the log over into the file, so that what
    /// was destroyed is not in it either. What cannot be removed now is tried again at the next start.
    pub(crate) fn remove_gone(&self) -> Result<()> {
        let Some(names) = self.read_whole(|r| r.meta("gone"))? else { return Ok(()) };
        for hash in names.split_whitespace() {
            if !self.names(hash)? {
                self.remove_kept(hash)?;
            }
        }
        self.with_connection(|connection| {
            connection
                .execute("DELETE FROM meta WHERE key = 'gone'", [])
                .map_err(|e| StoreError::sql("forget removed files", &self.attachment_path(""), e))
        })?;
        self.fold_log()
    }
}

impl Tx<'_> {
    /// Destroys a matter: its row, parties, journal, documents, attachments, duties, register, figures, search texts,
    /// drafts and approvals, the file of the old register it came from, people known only from it, and what the audit chain says of them. Its numbers stay taken.
    pub fn destroy(&mut self, id: i64, why: &Destruction) -> Result<()> {
        let people = self.only_here(id)?;
        self.destroy_with(id, &people, why)
    }

    fn destroy_with(&mut self, id: i64, people: &[i64], why: &Destruction) -> Result<()> {
        let matter = self.matter(id)?;
        let mut names = Vec::with_capacity(people.len());
        for person in people {
            names.push(self.person(*person)?.data.name);
        }
        let mut hashes = self.all(
            "list attachments",
            "SELECT DISTINCT hash FROM attachments WHERE matter = ?1",
            [id],
            |c| c.get::<String>("attachments.hash"),
        )?;
        let low = id << crate::search::TEXT_BITS;
        let high = (id + 1) << crate::search::TEXT_BITS;
        self.execute(
            "remove from search index",
            "DELETE FROM search_index WHERE rowid IN (SELECT id FROM search_texts WHERE id >= ?1 AND id < ?2)",
            params![low, high],
        )?;
        self.execute(
            "remove search texts",
            "DELETE FROM search_texts WHERE id >= ?1 AND id < ?2",
            params![low, high],
        )?;
        self.remove_figures(id)?;
        for sql in [
            "DELETE FROM paper_index WHERE rowid IN (SELECT p.id FROM paper_texts p JOIN documents d ON d.id = p.id \
             WHERE d.matter = ?1)",
            "DELETE FROM paper_texts WHERE id IN (SELECT id FROM documents WHERE matter = ?1)",
            "DELETE FROM paper_cells WHERE document IN (SELECT id FROM documents WHERE matter = ?1)",
            "DELETE FROM paper_rows WHERE document IN (SELECT id FROM documents WHERE matter = ?1)",
            "DELETE FROM register_cells WHERE matter = ?1",
            "DELETE FROM register_rows WHERE matter = ?1",
            "DELETE FROM duties WHERE matter = ?1",
            "DELETE FROM journal WHERE matter = ?1",
            "DELETE FROM parties WHERE matter = ?1",
            "DELETE FROM approvals WHERE matter = ?1",
            "UPDATE documents SET pdf = NULL WHERE matter = ?1",
            "DELETE FROM recent_views WHERE (subject_kind = 'matter' AND subject_id = ?1)",
            "DELETE FROM drafts WHERE json_extract(value, '$.matter') = ?1",
            "DELETE FROM attachments WHERE matter = ?1",
            "DELETE FROM documents WHERE matter = ?1",
            "DELETE FROM matters WHERE id = ?1",
        ] {
            self.execute("destroy matter", sql, [id])?;
        }
        for person in people {
            let text = crate::search::person_text(*person);
            self.execute("remove from search index", "DELETE FROM search_index WHERE rowid = ?1", [text])?;
            self.execute("remove search text", "DELETE FROM search_texts WHERE id = ?1", [text])?;
            self.execute(
                "remove recent views",
                "DELETE FROM recent_views WHERE subject_kind = 'person' AND subject_id = ?1",
                [person],
            )?;
            self.execute("remove person", "DELETE FROM people WHERE id = ?1", [person])?;
            self.touch(Subject::new(SubjectKind::Person, *person));
        }
        hashes.extend(self.drop_old_register(matter.data.import)?);
        let mut gone = Vec::new();
        for hash in hashes {
            let sql = "SELECT EXISTS (SELECT 1 FROM attachments WHERE hash = ?1)";
            if self.number_of("look for attachment", sql, [&hash])? == 0 {
                gone.push(hash);
            }
        }
        self.execute(
            "note destruction",
            "INSERT INTO destructions (matter, created_at, kind, number, opened_on, closed_on, kept_until, basis, \
             asked_by, approved_by, destroyed_at, people) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                id,
                time_text(matter.created_at),
                matter.data.kind,
                matter.data.number,
                matter.data.opened_on.map(crate::value::date_text),
                matter.data.closed_on.map(crate::value::date_text),
                why.kept_until,
                why.basis,
                why.asked_by,
                why.approved_by,
                time_text(self.at),
                json!(people).to_string()
            ],
        )?;
        (self.seen_otherwise, self.destroyed) = (true, true);
        self.keep_gone(&gone)?;
        let (entries, digest) = self.take_out(id, people, &names)?;
        let summary = json!({
            "destroyed": {
                "kind": matter.data.kind, "number": matter.data.number, "basis": why.basis,
                "asked_by": why.asked_by, "approved_by": why.approved_by, "entries": entries, "digest": digest,
            }
        });
        self.record_as(OPERATION, Subject::new(SubjectKind::Matter, id), summary)
    }

    /// Takes the file away as which an old register came in: it names this one among the others. What it said of them stands
    /// in their matters.
    fn drop_old_register(&self, import: Option<i64>) -> Result<Option<String>> {
        let hash = self.first(
            "find old register",
            "SELECT a.hash FROM imports i JOIN attachments a ON a.id = i.attachment WHERE i.id = ?1",
            [import],
            |c| c.get::<String>("attachments.hash"),
        )?;
        if let Some(hash) = &hash {
            for sql in [
                "UPDATE imports SET attachment = NULL WHERE attachment IN (SELECT id FROM attachments WHERE hash = ?1)",
                "DELETE FROM attachments WHERE hash = ?1 AND matter IS NULL AND document IS NULL",
            ] {
                self.execute("remove old register", sql, [hash])?;
            }
        }
        Ok(hash)
    }

    /// Keeps the names of the files that go, until they are gone: the program may end between the commit and that.
    fn keep_gone(&self, gone: &[String]) -> Result<()> {
        let names = gone.join(" ");
        self.execute(
            "keep files to remove",
            "INSERT INTO meta (key, value) VALUES ('gone', ?1) \
             ON CONFLICT (key) DO UPDATE SET value = value || ' ' || excluded.value",
            params![names],
        )?;
        Ok(())
    }

    /// Leaves out of the files to remove those that are needed elsewhere.
    pub(crate) fn spare_gone(&self, needed: &dyn Fn(&str) -> bool) -> Result<()> {
        let Some(names) = self.meta("gone")? else { return Ok(()) };
        let left: Vec<&str> = names.split_whitespace().filter(|hash| !needed(hash)).collect();
        self.execute(
            "keep files to remove",
            "UPDATE meta SET value = ?1 WHERE key = 'gone'",
            [left.join(" ")],
        )?;
        Ok(())
    }

    /// Destroys again, in an older copy of the office, what was destroyed since; gives how many matters that were.
    pub(crate) fn destroy_again(&mut self, since: &[Destroyed]) -> Result<u64> {
        let mut count = 0;
        for known in since {
            let matter = match self.matter(known.matter) {
                Ok(matter) => matter,
                Err(StoreError::NotFound { .. }) => continue,
                Err(other) => return Err(other),
            };
            if time_text(matter.created_at) == known.created_at {
                let mut people = self.only_here(known.matter)?;
                people.retain(|person| known.people.contains(person));
                self.destroy_with(known.matter, &people, &known.destruction)?;
                count += 1;
            }
        }
        if count > 0 {
            self.compact_search()?;
        }
        Ok(count)
    }

    /// Frees the search indices of what was removed from it: FTS5 only marks it until its pieces are merged.
    pub fn compact_search(&mut self) -> Result<()> {
        for index in crate::search::INDICES {
            let sql = format!("INSERT INTO {index} ({index}) VALUES ('optimize')");
            self.execute("compact search index", &sql, [])?;
        }
        Ok(())
    }

    /// People whom this matter knows and no other.
    fn only_here(&self, matter: i64) -> Result<Vec<i64>> {
        let mut people = Vec::new();
        for person in self.known_in(matter)? {
            if self.knowing(person)?.iter().all(|known| *known == matter) {
                people.push(person);
            }
        }
        Ok(people)
    }

    /// Takes the content out of the entries about a matter and people, and out of those that say somebody looked for their
    /// names; gives the entries and the digest of what is left.
    fn take_out(&mut self, matter: i64, people: &[i64], names: &[String]) -> Result<(Vec<i64>, String)> {
        let mut seqs = self.all(
            "list audit entries",
            "SELECT seq FROM audit WHERE (matter = ?1 OR (subject_kind = 'matter' AND subject_id = ?1)) \
             AND summary <> ''",
            [matter],
            |c| c.get::<i64>("audit.seq"),
        )?;
        for person in people {
            seqs.extend(self.all(
                "list audit entries",
                "SELECT seq FROM audit WHERE subject_kind = 'person' AND subject_id = ?1 AND summary <> ''",
                [person],
                |c| c.get::<i64>("audit.seq"),
            )?);
        }
        for name in names.iter().filter(|name| !name.trim().is_empty()) {
            seqs.extend(self.all(
                "list look-ups",
                "SELECT seq FROM audit WHERE operation = ?1 AND instr(summary, ?2) > 0",
                params![LOOK_UP, name],
                |c| c.get::<i64>("audit.seq"),
            )?);
        }
        seqs.sort_unstable();
        seqs.dedup();
        let mut digest = Sha256::new();
        for seq in &seqs {
            self.execute(
                "take content out of audit entry",
                "UPDATE audit SET summary = '', salt = NULL WHERE seq = ?1",
                [seq],
            )?;
            let left = self.chain_link(*seq)?.ok_or(StoreError::AuditBroken {
                seq: *seq,
                detail: "an entry went missing while it was read".into(),
            })?;
            digest.update(left_over(&left));
        }
        Ok((seqs, hex::encode(digest.finalize())))
    }
}
