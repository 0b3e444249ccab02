//! The audit chain: every entry carries the hash of the one before, and count and head are kept beside it, so that
//! an edited, removed, reordered or cut-off entry shows.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::disk;
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Actor;
use crate::value::{Columns, rows, time_text};

/// The operation of an entry that says what somebody looked for.
pub const LOOK_UP: &str = "find.words";

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// When, as the caller said.
    pub at: NaiveDateTime,
    /// Who.
    pub actor: Actor,
    /// Operation code.
    pub operation: String,
    /// What it is about.
    pub subject: Subject,
    /// The matter that belongs to.
    pub matter: Option<i64>,
    /// What happened, with old and new values.
    pub summary: Value,
    /// The entry's hash, hex.
    pub hash: String,
}

/// The end of the chain: what goes onto receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// How many entries.
    pub count: i64,
    /// The last one's hash, hex.
    pub hash: String,
}

/// Which entries to list.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// About this row.
    pub subject: Option<Subject>,
    /// About this matter or anything in it.
    pub matter: Option<i64>,
    /// With this in the actor's name, the operation code or the summary.
    pub text: Option<String>,
    /// With this operation code.
    pub operation: Option<String>,
    /// By this member of staff.
    pub staff: Option<i64>,
    /// At this moment or later.
    pub from: Option<NaiveDateTime>,
    /// At this moment or earlier.
    pub until: Option<NaiveDateTime>,
    /// Only entries before this sequence number (for the next page).
    pub before: Option<i64>,
}

/// An entry about to be appended.
pub(crate) struct NewEntry<'a> {
    pub(crate) at: NaiveDateTime,
    pub(crate) actor: &'a Actor,
    pub(crate) operation: &'a str,
    pub(crate) subject: Subject,
    pub(crate) matter: Option<i64>,
    pub(crate) summary: &'a Value,
}

/// The chain's end while a transaction runs.
pub(crate) struct Chain {
    count: i64,
    head: [u8; 32],
    first: Option<i64>,
    folding: Option<Folding>,
}

/// Many entries counted and hashed into one, for filling in bulk.
#[derive(Default)]
struct Folding {
    counts: BTreeMap<&'static str, u64>,
    hash: Sha256,
}

/// What stands before the first entry: bound to the office, so that a chain cannot be moved.
pub(crate) fn genesis(office: &str) -> [u8; 32] {
    Sha256::new().chain_update(b"justice-desk audit\0").chain_update(office.as_bytes()).finalize().into()
}

/// The fields of an entry as they are stored; what is hashed.
pub(crate) struct Stored<'a> {
    pub(crate) seq: i64,
    pub(crate) at: &'a str,
    pub(crate) staff: Option<i64>,
    pub(crate) actor: &'a str,
    pub(crate) operation: &'a str,
    pub(crate) subject_kind: &'a str,
    pub(crate) subject_id: i64,
    pub(crate) matter: Option<i64>,
    pub(crate) summary: &'a str,
    pub(crate) salt: &'a [u8],
}

impl Stored<'_> {
    /// SHA-256 over the previous hash and every field, each with its length, so that no two entries look alike.
    pub(crate) fn hash(&self, previous: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(previous);
        hash.update(self.seq.to_be_bytes());
        for id in [self.staff, self.matter] {
            hash.update([u8::from(id.is_some())]);
            hash.update(id.unwrap_or(0).to_be_bytes());
        }
        hash.update(self.subject_id.to_be_bytes());
        for text in [self.at, self.actor, self.operation, self.subject_kind, self.summary] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        // Entries of the first versions have none.
        if !self.salt.is_empty() {
            hash.update((self.salt.len() as u64).to_be_bytes());
            hash.update(self.salt);
        }
        hash.finalize().into()
    }
}

/// An entry as it is stored.
pub(crate) struct Link {
    pub(crate) seq: i64,
    pub(crate) at: String,
    pub(crate) staff: Option<i64>,
    pub(crate) actor: String,
    pub(crate) operation: String,
    pub(crate) subject_kind: String,
    pub(crate) subject_id: i64,
    pub(crate) matter: Option<i64>,
    pub(crate) summary: String,
    pub(crate) salt: Option<Vec<u8>>,
    pub(crate) previous: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

impl Link {
    /// Whether its content was taken out when what it was about was destroyed.
    pub(crate) fn taken_out(&self) -> bool {
        self.summary.is_empty()
    }

    pub(crate) fn computed(&self, previous: &[u8]) -> [u8; 32] {
        Stored {
            seq: self.seq,
            at: &self.at,
            staff: self.staff,
            actor: &self.actor,
            operation: &self.operation,
            subject_kind: &self.subject_kind,
            subject_id: self.subject_id,
            matter: self.matter,
            summary: &self.summary,
            salt: self.salt.as_deref().unwrap_or_default(),
        }
        .hash(previous)
    }
}

/// What proves an entry whose content was taken out: all that is left of it, with the hash it had.
pub(crate) fn left_over(link: &Link) -> [u8; 32] {
    link.computed(&link.hash)
}

fn link(c: &mut Columns<'_, '_>) -> Result<Link> {
    Ok(Link {
        seq: c.get("audit.seq")?,
        at: c.get("audit.at")?,
        staff: c.get("audit.staff")?,
        actor: c.get("audit.actor")?,
        operation: c.get("audit.operation")?,
        subject_kind: c.get("audit.subject_kind")?,
        subject_id: c.get("audit.subject_id")?,
        matter: c.get("audit.matter")?,
        summary: c.get("audit.summary")?,
        salt: c.get("audit.salt")?,
        previous: c.get("audit.previous")?,
        hash: c.get("audit.hash")?,
    })
}

const LINK: &str =
    "seq, at, staff, actor, operation, subject_kind, subject_id, matter, summary, salt, previous, hash";

impl Chain {
    /// The stored end of the chain, checked against the last entry.
    pub(crate) fn load(reader: &Reader<'_>) -> Result<Self> {
        let head = reader.audit_head()?;
        let last = reader.first(
            "read last audit entry",
            "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1",
            [],
            |c| Ok((c.get::<i64>("audit.seq")?, c.get::<Vec<u8>>("audit.hash")?)),
        )?;
        let office = reader.meta("office")?.unwrap_or_default();
        let (seq, hash) = last.unwrap_or_else(|| (0, genesis(&office).to_vec()));
        if seq != head.count {
            let detail = format!("{} entries stored, the last one is {seq}", head.count);
            return Err(StoreError::AuditBroken { seq, detail });
        }
        if hex::encode(&hash) != head.hash {
            return Err(StoreError::AuditBroken {
                seq,
                detail: "the last entry is not the stored head".into(),
            });
        }
        let head = hash.try_into().map_err(|_| StoreError::AuditBroken {
            seq,
            detail: "the last entry's hash has the wrong length".into(),
        })?;
        Ok(Self { count: seq, head, first: None, folding: None })
    }

    /// From here on entries are counted and hashed into one.
    pub(crate) fn fold(&mut self) {
        self.folding = Some(Folding::default());
    }

    /// Whether entries are counted and hashed into one.
    pub(crate) fn folds(&self) -> bool {
        self.folding.is_some()
    }

    pub(crate) fn append(&mut self, reader: &Reader<'_>, entry: &NewEntry<'_>) -> Result<()> {
        let summary = serde_json::to_string(entry.summary)
            .map_err(|e| StoreError::BadValue { column: "audit.summary", detail: e.to_string() })?;
        if let Some(folding) = &mut self.folding {
            let kind = entry.subject.kind.name();
            *folding.counts.entry(kind).or_default() += 1;
            folding.hash.update(kind.as_bytes());
            folding.hash.update(entry.subject.id.to_be_bytes());
            folding.hash.update((summary.len() as u64).to_be_bytes());
            folding.hash.update(summary.as_bytes());
            return Ok(());
        }
        let salt = disk::random::<16>()?;
        let at = time_text(entry.at);
        let stored = Stored {
            seq: self.count + 1,
            at: &at,
            staff: entry.actor.staff,
            actor: &entry.actor.name,
            operation: entry.operation,
            subject_kind: entry.subject.kind.name(),
            subject_id: entry.subject.id,
            matter: entry.matter,
            summary: &summary,
            salt: &salt,
        };
        let hash = stored.hash(&self.head);
        let fail = reader.fail("append to audit chain");
        let mut statement = reader
            .conn
            .prepare_cached(
                "INSERT INTO audit (seq, at, staff, actor, operation, subject_kind, subject_id, matter, summary, \
                 previous, hash, salt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )
            .map_err(&fail)?;
        statement
            .execute(params![
                stored.seq,
                stored.at,
                stored.staff,
                stored.actor,
                stored.operation,
                stored.subject_kind,
                stored.subject_id,
                stored.matter,
                stored.summary,
                self.head.as_slice(),
                hash.as_slice(),
                salt.as_slice()
            ])
            .map_err(&fail)?;
        self.count = stored.seq;
        self.head = hash;
        self.first.get_or_insert(stored.seq);
        Ok(())
    }

    /// Writes what was folded as one entry, and the new end beside the chain. Returns the first and last new
    /// sequence numbers.
    pub(crate) fn finish(
        &mut self,
        reader: &Reader<'_>,
        at: NaiveDateTime,
        actor: &Actor,
        operation: &str,
    ) -> Result<Option<(i64, i64)>> {
        if let Some(folding) = self.folding.take() {
            let digest = hex::encode(folding.hash.finalize());
            let summary = json!({ "folded": folding.counts, "digest": digest });
            let entry =
                NewEntry { at, actor, operation, subject: Subject::OFFICE, matter: None, summary: &summary };
            self.append(reader, &entry)?;
        }
        let Some(first) = self.first else { return Ok(None) };
        for (key, value) in [("audit_count", self.count.to_string()), ("audit_head", hex::encode(self.head))]
        {
            let fail = reader.fail("store end of audit chain");
            let mut statement =
                reader.conn.prepare_cached("UPDATE meta SET value = ?2 WHERE key = ?1").map_err(&fail)?;
            statement.execute(params![key, value]).map_err(&fail)?;
        }
        Ok(Some((first, self.count)))
    }
}

fn build(c: &mut Columns<'_, '_>) -> Result<AuditEntry> {
    let seq = c.get("audit.seq")?;
    let at = c.required_time("audit.at")?;
    let actor = Actor { staff: c.get("audit.staff")?, name: c.get("audit.actor")? };
    let operation = c.get("audit.operation")?;
    let kind: String = c.get("audit.subject_kind")?;
    let kind = SubjectKind::from_name(&kind)
        .ok_or(StoreError::BadValue { column: "audit.subject_kind", detail: kind })?;
    let subject = Subject::new(kind, c.get("audit.subject_id")?);
    let matter = c.get("audit.matter")?;
    // Taken out when what it was about was destroyed.
    let summary = match c.text("audit.summary")? {
        Some("") | None => Value::Null,
        Some(text) => serde_json::from_str(text)
            .map_err(|e| StoreError::BadValue { column: "audit.summary", detail: e.to_string() })?,
    };
    let hash: Vec<u8> = c.get("audit.hash")?;
    Ok(AuditEntry { seq, at, actor, operation, subject, matter, summary, hash: hex::encode(hash) })
}

impl Reader<'_> {
    /// The entries after this one.
    pub(crate) fn chain_after(&self, seq: i64, limit: usize) -> Result<Vec<Link>> {
        let sql = format!("SELECT {LINK} FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2");
        self.all("read audit chain", &sql, params![seq, rows(limit)], link)
    }

    /// One entry as it is stored.
    pub(crate) fn chain_link(&self, seq: i64) -> Result<Option<Link>> {
        self.first("read audit chain", &format!("SELECT {LINK} FROM audit WHERE seq = ?1"), [seq], link)
    }

    /// The hash of one entry, hex; none where there is no such entry. What was taken out of it leaves its hash.
    pub fn audit_hash(&self, seq: i64) -> Result<Option<String>> {
        Ok(self.chain_link(seq)?.map(|link| hex::encode(link.hash)))
    }

    /// Count and head of the audit chain as stored.
    pub fn audit_head(&self) -> Result<AuditHead> {
        let broken = |detail: &str| StoreError::AuditBroken { seq: 0, detail: detail.to_owned() };
        let count = self.meta("audit_count")?.ok_or_else(|| broken("no count stored"))?;
        let count = count.parse().map_err(|_| broken("the stored count is no number"))?;
        let hash = self.meta("audit_head")?.ok_or_else(|| broken("no head stored"))?;
        Ok(AuditHead { count, hash })
    }

    /// Audit entries, latest first, at most `limit`.
    pub fn audit(&self, filter: &AuditFilter, limit: usize) -> Result<Vec<AuditEntry>> {
        let kind = filter.subject.map(|s| s.kind.name());
        // Spelt out only when asked for, so that their indexes are used.
        let about = if kind.is_some() {
            // An entry whose content was taken out is about a row that is gone; its id may be given again.
            "subject_kind = ?1 AND subject_id = ?2 AND (?8 IS NULL OR matter = ?8) AND summary <> ''"
        } else if filter.matter.is_some() {
            "matter = ?8 AND ?1 IS NULL AND ?2 IS NULL"
        } else {
            "?1 IS NULL AND ?2 IS NULL AND ?8 IS NULL"
        };
        let sql = format!(
            "SELECT seq, at, staff, actor, operation, subject_kind, subject_id, matter, summary, hash FROM audit \
             WHERE {about} AND (?3 IS NULL OR operation = ?3) AND (?4 IS NULL OR staff = ?4) \
             AND (?5 IS NULL OR at >= ?5) AND (?6 IS NULL OR at <= ?6) AND (?7 IS NULL OR seq < ?7) \
             AND (?9 IS NULL OR instr(summary, ?9) OR instr(actor, ?9) OR instr(operation, ?9)) \
             ORDER BY seq DESC"
        );
        self.some(
            "list audit entries",
            &sql,
            params![
                kind,
                filter.subject.map(|s| s.id),
                filter.operation,
                filter.staff,
                filter.from.map(time_text),
                filter.until.map(time_text),
                filter.before,
                filter.matter,
                filter.text
            ],
            (0, limit),
            |c| {
                let entry = build(c)?;
                let hidden = self.hides_entry(entry.subject, entry.matter)?;
                Ok((!hidden).then_some(entry))
            },
        )
    }
}
