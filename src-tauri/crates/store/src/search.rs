//! Finding any run of characters, of one, two or more, exactly where a plain scan would find it.
//!
//! Each text is normalised character by character (width and case do not matter), and for every position the
//! index gets the group of characters that begins there. Groups are coded in ASCII, four letters a character, so
//! that FTS5's simplest tokenizer keeps them as they are, whatever the character. A search for fewer characters
//! than a group holds is a prefix search (FTS5 keeps an index of the one-character prefixes); for as many, one
//! look-up; for more, a phrase of overlapping groups. All three find the same as `text.contains(query)`.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;

/// Characters in a group.
const GROUP: usize = 2;
/// ASCII letters that code one character: 36⁴ is more than there are characters.
const CODE: usize = 4;

/// What to look for, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// What was typed. Words set apart by spaces must all be found (in a matter: anywhere in it).
    pub text: String,
    /// Where.
    pub scope: SearchScope,
    /// How many hits to skip.
    pub offset: usize,
    /// How many hits to return.
    pub limit: usize,
    /// Up to how many to count.
    pub cap: usize,
}

/// Where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchScope {
    /// In matters with their journal and documents; of one kind, or of all. Each matter comes once.
    Matters(Option<String>),
    /// In people: name, pinyin initials, any part of the identity number, telephone, address.
    People,
    /// In organizations, likewise.
    Organizations,
    /// In the documents that were issued: all that can be read on them.
    Papers,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// The hits of this page; the matter (person, organization, document) entered last comes first.
    pub hits: Vec<SearchHit>,
    /// How many there are, at most the query's cap.
    pub count: usize,
    /// Whether there are more than counted.
    pub capped: bool,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// The row whose text was found (a journal entry, say).
    pub subject: Subject,
    /// The matter it belongs to.
    pub matter: Option<i64>,
    /// The place in the text.
    pub snippet: Snippet,
}

/// The place in the text, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// What stands before, on the same line.
    pub before: String,
    /// What was found.
    pub hit: String,
    /// What follows, on the same line.
    pub after: String,
}

/// A text as it is compared: full width like half width, capitals like small letters. Each character is
/// normalised for itself, so that a part of a text stays a part of the normalised text.
pub fn normalise(text: &str) -> String {
    text.chars().flat_map(normal).collect()
}

fn normal(c: char) -> impl Iterator<Item = char> {
    let half = match u32::from(c) {
        0x3000 => ' ',
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    half.to_lowercase()
}

fn code(c: char, out: &mut String) {
    let mut rest = u32::from(c);
    let mut letters = [b'0'; CODE];
    for letter in letters.iter_mut().rev() {
        let digit = u8::try_from(rest % 36).unwrap_or(0);
        *letter = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
        rest /= 36;
    }
    out.extend(letters.iter().map(|l| char::from(*l)));
}

/// The groups of a text, one for every position; those at the end are shorter.
fn groups(text: &str) -> String {
    let characters: Vec<char> = normalise(text).chars().collect();
    let mut out = String::with_capacity(characters.len() * (GROUP * CODE + 1));
    for start in 0..characters.len() {
        for c in &characters[start..(start + GROUP).min(characters.len())] {
            code(*c, &mut out);
        }
        out.push(' ');
    }
    out
}

/// The FTS5 expression that finds a normalised word.
fn expression(word: &str) -> String {
    let characters: Vec<char> = word.chars().collect();
    let mut out = String::from("grams : ");
    if characters.len() < GROUP {
        out.push('"');
        for c in &characters {
            code(*c, &mut out);
        }
        out.push_str("\" *");
        return out;
    }
    out.push('"');
    for (i, window) in characters.windows(GROUP).enumerate() {
        if i > 0 {
            out.push(' ');
        }
        for c in window {
            code(*c, &mut out);
        }
    }
    out.push('"');
    out
}

/// A word of the tag column: a matter's kind.
fn tag_word(kind: &str) -> String {
    format!("k{}", hex::encode(kind))
}

/// The indices there are.
pub(crate) const INDICES: [&str; 2] = ["search_index", "paper_index"];

/// Texts a matter can have: its ids leave so many bits for them.
pub(crate) const TEXT_BITS: u32 = 20;
const PEOPLE: i64 = 1 << 61;
const ORGANIZATIONS: i64 = 1 << 62;

/// The id of a person's text.
pub(crate) fn person_text(person: i64) -> i64 {
    PEOPLE + person
}

impl SearchScope {
    /// The index that is searched, and the texts it is of.
    fn tables(&self) -> (&'static str, &'static str) {
        match self {
            Self::Matters(_) | Self::People | Self::Organizations => ("search_index", "search_texts"),
            Self::Papers => ("paper_index", "paper_texts"),
        }
    }

    /// The ids of the texts in this scope: from the first to before the second.
    fn range(&self) -> (i64, i64) {
        match self {
            Self::Papers => (0, i64::MAX),
            Self::Matters(_) => (0, PEOPLE),
            Self::People => (PEOPLE, ORGANIZATIONS),
            Self::Organizations => (ORGANIZATIONS, i64::MAX),
        }
    }

    fn expression(&self, word: &str) -> String {
        match self {
            Self::Matters(Some(kind)) => format!("({}) AND tag : {}", expression(word), tag_word(kind)),
            Self::Matters(None) | Self::People | Self::Organizations | Self::Papers => expression(word),
        }
    }

    /// What a text stands for in the list of hits: its matter, or its own row.
    fn row_of(&self, text: i64) -> i64 {
        match self {
            Self::Matters(_) => text >> TEXT_BITS,
            Self::Papers => text,
            Self::People => text - PEOPLE,
            Self::Organizations => text - ORGANIZATIONS,
        }
    }

    /// The ids of a row's texts: from the first to before the second.
    fn texts_of(&self, row: i64) -> (i64, i64) {
        match self {
            Self::Matters(_) => (row << TEXT_BITS, (row + 1) << TEXT_BITS),
            Self::Papers => (row, row + 1),
            Self::People => (PEOPLE + row, PEOPLE + row + 1),
            Self::Organizations => (ORGANIZATIONS + row, ORGANIZATIONS + row + 1),
        }
    }
}

/// A word found in no more rows than this is rare: they are read.
const RARE: usize = 2_000;

/// A row that was found, and the text it was found by.
struct Found {
    row: i64,
    text: i64,
}

/// The rows that were found, latest first.
pub(crate) struct Matches {
    found: Vec<Found>,
    capped: bool,
}

impl Matches {
    /// The ids of the rows found.
    pub(crate) fn rows(&self) -> impl Iterator<Item = i64> + '_ {
        self.found.iter().map(|f| f.row)
    }

    pub(crate) fn capped(&self) -> bool {
        self.capped
    }
}

/// The words of a query as they are compared.
pub(crate) fn words(text: &str) -> Vec<String> {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut words: Vec<String> = normalise(&spaced).split_whitespace().map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

impl Reader<'_> {
    /// How much of the index is gathered in memory before it is written.
    pub(crate) fn gather_index(&self, bytes: i64) -> Result<()> {
        let fail = self.fail("set up search index");
        for index in INDICES {
            let sql = format!("INSERT INTO {index} ({index}, rank) VALUES ('hashsize', ?1)");
            self.conn.prepare_cached(&sql).and_then(|mut s| s.execute([bytes])).map_err(&fail)?;
        }
        Ok(())
    }

    /// Searches. An empty text finds nothing.
    pub fn search(&self, query: &SearchQuery) -> Result<SearchPage> {
        let words = words(&query.text);
        let matches = self.matches(&words, &query.scope, query.cap)?;
        let hits = matches
            .found
            .iter()
            .skip(query.offset)
            .take(query.limit)
            .map(|found| self.hit(found, &query.scope, &words))
            .collect::<Result<Vec<_>>>()?;
        Ok(SearchPage { hits, count: matches.found.len(), capped: matches.capped })
    }

    /// The rows where every word is found, at most `cap`, latest first. Where one of several words is rare, its few
    /// rows are read for the others; else the words' walks are followed together.
    pub(crate) fn matches(&self, words: &[String], scope: &SearchScope, cap: usize) -> Result<Matches> {
        let mut rarest: Option<Matches> = None;
        if words.len() > 1 {
            for word in words {
                let own = self.walked_together(std::slice::from_ref(word), scope, RARE)?;
                let fewer = rarest.as_ref().is_none_or(|r| own.found.len() < r.found.len());
                if !own.capped && fewer {
                    rarest = Some(own);
                }
            }
        }
        let Some(rarest) = rarest else { return self.walked_together(words, scope, cap) };
        let mut found = Vec::new();
        for candidate in rarest.found {
            if !self.row_contains(scope, candidate.row, words)? {
                continue;
            }
            if found.len() == cap {
                return Ok(Matches { found, capped: true });
            }
            found.push(candidate);
        }
        Ok(Matches { found, capped: false })
    }

    /// The same for words that are all frequent, or one word. Each has its own walk along the index, backwards; the walks wait for each other at each row. (Beginning a walk anew nearer to the row wanted
    /// was measured to be slower than walking there: FTS5 does not jump backwards.)
    fn walked_together(&self, words: &[String], scope: &SearchScope, cap: usize) -> Result<Matches> {
        let fail = self.fail("search");
        let (from, end) = scope.range();
        let (index, _) = scope.tables();
        let sql = format!(
            "SELECT rowid FROM {index} WHERE {index} MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid DESC"
        );
        let mut statements = Vec::with_capacity(words.len());
        for _ in words {
            statements.push(self.conn.prepare_cached(&sql).map_err(&fail)?);
        }
        let mut walks = Vec::with_capacity(words.len());
        for (statement, word) in statements.iter_mut().zip(words) {
            let rows = statement.query(params![scope.expression(word), from, end]).map_err(&fail)?;
            walks.push((rows, None::<i64>));
        }
        let hidden = match scope {
            SearchScope::Matters(_) => self.hidden_matters(),
            SearchScope::People => self.hidden_people()?,
            SearchScope::Organizations => None,
            SearchScope::Papers => self.hidden_papers()?,
        };
        let mut found: Vec<Found> = Vec::new();
        let mut highest = i64::MAX;
        while !walks.is_empty() {
            let mut lowest = (highest, 0);
            for (rows, text) in &mut walks {
                while text.is_none_or(|text| scope.row_of(text) > lowest.0) {
                    match rows.next().map_err(&fail)? {
                        Some(row) => *text = Some(row.get(0).map_err(&fail)?),
                        None => return Ok(Matches { found, capped: false }),
                    }
                }
                let text = text.unwrap_or_default();
                lowest = (scope.row_of(text), text);
            }
            let (row, text) = lowest;
            if walks.iter().any(|(_, text)| text.is_none_or(|text| scope.row_of(text) != row)) {
                highest = row;
                continue;
            }
            if hidden.is_some_and(|hidden| hidden.contains(row)) {
                highest = row - 1;
                continue;
            }
            if found.len() == cap {
                return Ok(Matches { found, capped: true });
            }
            found.push(Found { row, text });
            highest = row - 1;
        }
        Ok(Matches { found, capped: false })
    }

    /// Whether every word is somewhere in a row's texts, by reading them.
    pub(crate) fn row_contains(&self, scope: &SearchScope, row: i64, words: &[String]) -> Result<bool> {
        let fail = self.fail("search");
        let mut statement = self
            .conn
            .prepare_cached(&format!(
                "SELECT text FROM {} WHERE id >= ?1 AND id < ?2 ORDER BY id",
                scope.tables().1
            ))
            .map_err(&fail)?;
        let (from, end) = scope.texts_of(row);
        let mut rows = statement.query(params![from, end]).map_err(&fail)?;
        let mut missing: Vec<&String> = words.iter().collect();
        while !missing.is_empty() {
            let Some(row) = rows.next().map_err(&fail)? else { return Ok(false) };
            let text = normalise(&row.get::<_, String>(0).map_err(&fail)?);
            missing.retain(|word| !text.contains(word.as_str()));
        }
        Ok(true)
    }

    fn hit(&self, found: &Found, scope: &SearchScope, words: &[String]) -> Result<SearchHit> {
        let row = match scope {
            SearchScope::Papers => {
                let text = self.paper_text(found.text)?;
                text.map(|text| (Subject::new(SubjectKind::Document, found.row), text))
            }
            SearchScope::Matters(_) | SearchScope::People | SearchScope::Organizations => self.first(
                "search",
                "SELECT kind, subject, text FROM search_texts WHERE id = ?1",
                [found.text],
                |c| {
                    let kind: String = c.get("search_texts.kind")?;
                    let kind = SubjectKind::from_name(&kind)
                        .ok_or(StoreError::BadValue { column: "search_texts.kind", detail: kind })?;
                    let subject = Subject::new(kind, c.get("search_texts.subject")?);
                    Ok((subject, c.get::<String>("search_texts.text")?))
                },
            )?,
        };
        let (subject, text) =
            row.ok_or(StoreError::BadValue { column: "search_index", detail: found.text.to_string() })?;
        let snippet = words.iter().find_map(|w| snippet(&text, w)).unwrap_or_else(|| Snippet {
            before: String::new(),
            hit: String::new(),
            after: text.chars().take(AROUND).collect(),
        });
        let matter = matches!(scope, SearchScope::Matters(_)).then_some(found.row);
        Ok(SearchHit { subject, matter, snippet })
    }

    /// All that can be read on an issued document.
    fn paper_text(&self, document: i64) -> Result<Option<String>> {
        self.first("read paper", "SELECT text FROM paper_texts WHERE id = ?1", [document], |c| {
            c.get("paper_texts.text")
        })
    }

    /// Whether the words of a document are in the register of papers.
    pub fn has_paper_text(&self, document: i64) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM paper_texts WHERE id = ?1)";
        Ok(self.number_of("read paper", sql, [document])? != 0)
    }

    /// The id a new text gets.
    fn new_text_id(&self, subject: Subject, matter: Option<i64>) -> Result<i64> {
        let Some(matter) = matter else {
            let base = if subject.kind == SubjectKind::Organization { ORGANIZATIONS } else { PEOPLE };
            return Ok(base + subject.id);
        };
        let end = (matter + 1) << TEXT_BITS;
        let last = self.first(
            "read search text",
            "SELECT id FROM search_texts WHERE id >= ?1 AND id < ?2 ORDER BY id DESC LIMIT 1",
            params![matter << TEXT_BITS, end],
            |c| c.get::<i64>("search_texts.id"),
        )?;
        let id = last.map_or(matter << TEXT_BITS, |id| id + 1);
        if id == end {
            return Err(StoreError::BadValue { column: "search_texts.id", detail: "too many texts".into() });
        }
        Ok(id)
    }
}

/// How many characters a snippet shows on each side.
const AROUND: usize = 24;

/// The first place of a normalised word in a text.
fn snippet(text: &str, word: &str) -> Option<Snippet> {
    let characters: Vec<char> = text.chars().collect();
    let mut normalised = String::with_capacity(text.len());
    // For every byte of the normalised text, the character it comes from.
    let mut origin = Vec::with_capacity(text.len());
    for (i, c) in characters.iter().enumerate() {
        for n in normal(*c) {
            normalised.push(n);
            origin.resize(normalised.len(), i);
        }
    }
    let at = normalised.find(word)?;
    let first = *origin.get(at)?;
    let last = *origin.get(at + word.len() - 1)?;
    let line_start = characters[..first].iter().rposition(|c| *c == '\n').map_or(0, |p| p + 1);
    let line_end = characters[last..].iter().position(|c| *c == '\n').map_or(characters.len(), |p| last + p);
    let from = first.saturating_sub(AROUND).max(line_start);
    let until = (last + 1 + AROUND).min(line_end).max(last + 1);
    let piece = |range: std::ops::Range<usize>| characters[range].iter().collect::<String>();
    Some(Snippet { before: piece(from..first), hit: piece(first..last + 1), after: piece(last + 1..until) })
}

impl Tx<'_> {
    /// Puts all that can be read on an issued document. What was issued never changes, so a text that is there stays.
    pub fn put_paper_text(&mut self, document: i64, text: &str) -> Result<()> {
        if self.has_paper_text(document)? {
            return Ok(());
        }
        self.execute(
            "add paper",
            "INSERT INTO paper_texts (id, text) VALUES (?1, ?2)",
            params![document, text],
        )?;
        self.execute(
            "add to paper index",
            "INSERT INTO paper_index (rowid, grams) VALUES (?1, ?2)",
            params![document, groups(text)],
        )?;
        Ok(())
    }

    /// Puts the text a row is found by. An unchanged text costs one read.
    pub(crate) fn put_search_text(
        &mut self,
        subject: Subject,
        matter: Option<i64>,
        matter_kind: &str,
        text: &str,
    ) -> Result<()> {
        let old = self.first(
            "read search text",
            "SELECT id, tag, text FROM search_texts WHERE kind = ?1 AND subject = ?2",
            params![subject.kind.name(), subject.id],
            |c| {
                Ok((
                    c.get::<i64>("search_texts.id")?,
                    c.get::<String>("search_texts.tag")?,
                    c.get::<String>("search_texts.text")?,
                ))
            },
        )?;
        let id = match old {
            Some((_, tag, same)) if same == text && tag == matter_kind => return Ok(()),
            Some((id, ..)) => {
                self.execute("update search index", "DELETE FROM search_index WHERE rowid = ?1", [id])?;
                self.execute(
                    "update search text",
                    "UPDATE search_texts SET tag = ?2, text = ?3 WHERE id = ?1",
                    params![id, matter_kind, text],
                )?;
                id
            }
            None => {
                let id = self.new_text_id(subject, matter)?;
                self.execute(
                    "add search text",
                    "INSERT INTO search_texts (id, kind, subject, tag, text) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![id, subject.kind.name(), subject.id, matter_kind, text],
                )?;
                id
            }
        };
        self.execute(
            "add to search index",
            "INSERT INTO search_index (rowid, grams, tag) VALUES (?1, ?2, ?3)",
            params![id, groups(text), matter.map(|_| tag_word(matter_kind))],
        )?;
        Ok(())
    }
}
