//! A clerk who does whatever comes to mind, over the whole program: registers, writes, attaches, prints, backs up, restores.
//! Every confirmed save is told at once; where the disk fails, the clerk goes on.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};
use office::view::{
    AttachRequest, BoardQuery, DeskStage, DocumentRequest, DraftInput, Fields, Id, JournalInput, NewMatter,
    Particulars, PartyInput, PartyKind, PersonChange, RestoreKey, RestoreOver, TransitionRequest,
    VolumeRequest,
};
use office::{Assets, Desk, Quiet, Session};
use serde_json::json;
use store::BackupSet;

use crate::dice::Dice;
use crate::failure::{Failure, Result};
use crate::ledger::Said;
use crate::scenario::{OF_A_DISK, office, stick};
use crate::shim::{Control, EIO, ENOSPC, Plan};
use crate::writes::say;

/// The one member of staff.
pub const STAFF: &str = "演示员";

/// What a clerk is told no for with a good disk: whatever comes to mind is not always allowed. Nothing else is an answer.
const REFUSALS: [&str; 6] = [
    "matter.refused",
    "matter.closed",
    "transition.refused",
    "transition.not-here",
    "document.refused",
    "document.closed",
];

/// How a clerk's day goes.
#[derive(Debug, Clone, clap::Args)]
pub struct Day {
    /// The folder with the office and the stick
    pub place: std::path::PathBuf,
    /// What is done, and in which order
    #[arg(long)]
    pub seed: u64,
    /// When it begins
    #[arg(long)]
    pub from: NaiveDateTime,
    /// The password of the day
    #[arg(long)]
    pub password: String,
    /// Let writes fail now and then
    #[arg(long)]
    pub failing: bool,
    /// So many actions; without end where none is given
    #[arg(long)]
    pub actions: Option<usize>,
}

struct Clerk<'a> {
    day: &'a Day,
    desk: Desk,
    session: Option<Arc<Session>>,
    dice: Dice,
    now: NaiveDateTime,
    password: String,
    /// What may be the password by now: that of a set whose restore failed in its last steps, or a new one where the disk failed
    /// while it was written.
    pending: Option<String>,
    control: Option<Control>,
    /// Whether writes fail now.
    failing: bool,
    done: u64,
}

/// Works until it is killed, or until so many actions are done.
///
/// # Errors
/// What no failing disk explains.
pub fn work(day: &Day) -> Result<()> {
    let assets = Arc::new(Assets::load(&Assets::locate()?)?);
    let control = if day.failing { Control::here()? } else { None };
    let mut clerk = Clerk {
        day,
        desk: Desk::new(assets, office(&day.place)),
        session: None,
        dice: Dice::new(day.seed),
        now: day.from,
        password: day.password.clone(),
        pending: None,
        control,
        failing: false,
        done: 0,
    };
    clerk.unlock()?;
    say(Said::Ready);
    // Whoever started this says when.
    let _ = std::io::stdin().read_line(&mut String::new());
    for action in 0.. {
        if day.actions.is_some_and(|actions| action >= actions) {
            break;
        }
        clerk.one()?;
    }
    Ok(())
}

type Done = Result<&'static str>;

impl Clerk<'_> {
    fn unlock(&mut self) -> Result<()> {
        // As the messages say: the other one first, and if it is wrong, today's.
        if let Some(password) = self.pending.take() {
            match self.desk.unlock(STAFF, &password, self.now) {
                Ok(session) => {
                    self.session = Some(session);
                    self.password.clone_from(&password);
                    say(Said::Password { password });
                    return Ok(());
                }
                Err(error) if error.code() == "store.wrong-password" => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.session = Some(self.desk.unlock(STAFF, &self.password, self.now)?);
        Ok(())
    }

    /// One action. It may fail only where something was made to fail, or where a clerk would have been told no.
    fn one(&mut self) -> Result<()> {
        self.done += 1;
        self.now += TimeDelta::seconds(61 + i64::try_from(self.dice.below(900)).unwrap_or(0));
        if self.dice.chance(1) {
            // A clock that somebody set back.
            self.now -= TimeDelta::days(2);
            say(Said::Acted { action: "clock".to_owned() });
        }
        let failing = self.control.is_some() && self.dice.chance(30);
        self.failing = failing;
        if failing && let Some(control) = &self.control {
            let at = 1 + self.dice.below(60) as u64;
            let error = if self.dice.chance(50) { EIO } else { ENOSPC };
            control.arm(if self.dice.chance(70) {
                Plan::Once { at, error }
            } else {
                Plan::From { at, error }
            })?;
        }
        let session = match &self.session {
            Some(session) => session.clone(),
            None => return Err(Failure::Broken("no session".to_owned())),
        };
        let done = self.act(session);
        let injected = match &self.control {
            Some(control) => {
                let injected = if failing { control.injected()? } else { 0 };
                control.calm()?;
                injected
            }
            None => 0,
        };
        match done {
            Ok(action) => {
                if injected > 0 {
                    say(Said::Failed { code: "none".to_owned(), injected });
                }
                say(Said::Acted { action: action.to_owned() });
            }
            Err(Failure::Office(error)) => {
                let code = error.code();
                let of_a_disk = OF_A_DISK.contains(&code) || code == "file.io";
                if !(REFUSALS.contains(&code) || of_a_disk && injected > 0) {
                    let disk = if injected > 0 { "failing" } else { "good" };
                    return Err(Failure::Broken(format!("a {disk} disk is told as {code}: {error:?}")));
                }
                say(Said::Failed { code: code.to_owned(), injected });
            }
            Err(other) => return Err(other),
        }
        // A restore or a lock closed the session, or failed after it had.
        if self.desk.state(self.now)?.stage == DeskStage::Open {
            self.session = Some(self.desk.session()?);
            Ok(())
        } else {
            self.session = None;
            self.unlock()
        }
    }

    fn act(&mut self, session: Arc<Session>) -> Done {
        let now = self.now;
        match self.dice.below(100) {
            0..25 => self.register(&session),
            25..45 => self.journal(&session),
            45..58 => self.attach(&session),
            58..66 => self.issue(&session),
            66..76 => self.draft(&session),
            76..80 => self.person(&session),
            80..84 => self.step(&session),
            84..86 => {
                session.find("纠纷", 20, now)?;
                session.board(&BoardQuery::default(), now)?;
                Ok("look")
            }
            86..88 => self.volume(&session),
            88..89 => {
                session.recompute(now, &Quiet)?;
                Ok("recompute")
            }
            89..90 => {
                session.set_idle_minutes(10 + u32::try_from(self.dice.below(20)).unwrap_or(0), now)?;
                Ok("settings")
            }
            90..91 => {
                drop(session);
                self.lock()
            }
            91..96 => {
                say(Said::Taking { at: now });
                let done = session.back_up(&stick(&self.day.place), now, &Quiet)?;
                say(Said::Set { folder: done.set.folder.into() });
                Ok("backup")
            }
            96..98 => {
                let sets = session.backups(&stick(&self.day.place))?.sets;
                if let Some(set) = self.dice.one(&sets) {
                    let drilled = session.drill(Path::new(&set.folder), now, &Quiet)?;
                    if !drilled.ok && !self.failing {
                        return Err(Failure::Broken(format!(
                            "a drill of {} found {:?}",
                            set.folder, drilled.findings
                        )));
                    }
                }
                Ok("drill")
            }
            98..99 => self.passwords(&session),
            _ => self.restore(session),
        }
    }

    fn matter(&mut self, session: &Session) -> Result<Option<Id>> {
        let open = session.choose_matter("dispute", "", 50)?;
        Ok(self.dice.one(&open).map(|line| line.id))
    }

    /// Words that stand nowhere else.
    fn words(&mut self, what: &str) -> String {
        format!("{what}{:08x}", u32::try_from(self.dice.next() >> 32).unwrap_or(0))
    }

    fn register(&mut self, session: &Session) -> Done {
        let words = self.words("院墙");
        let applied = self.now.date().to_string();
        let facts = format!("{words}：{}", "两家因院墙越界发生争吵。".repeat(1 + self.dice.below(40)));
        let fields = json!({
            "channel": "application", "source": "application", "initiation": "application",
            "applied_on": applied, "category": "neighbour", "facts": facts,
        });
        let party = |role: &str, name: &str| PartyInput {
            id: None,
            role: role.to_owned(),
            kind: PartyKind::Natural,
            record: None,
            particulars: Particulars {
                name: name.to_owned(),
                sex: "male".to_owned(),
                phone: "13900000001".to_owned(),
                ..Particulars::default()
            },
            update_record: false,
            kept: Vec::new(),
        };
        let new = NewMatter {
            kind: "dispute".to_owned(),
            fields: fields.as_object().cloned().unwrap_or_default(),
            parties: vec![party("applicant", "张大山"), party("respondent", "李小河")],
            draft: None,
        };
        let saved = session.create_matter(&new, self.now)?;
        say(Said::Matter { id: saved.id.0, words });
        Ok("register")
    }

    fn journal(&mut self, session: &Session) -> Done {
        let Some(matter) = self.matter(session)? else { return Ok("nothing") };
        let revision = session.matter(matter, self.now)?.revision;
        let text = format!(
            "{}。{}",
            self.words("走访"),
            "查看了院墙，听了双方的话。".repeat(1 + self.dice.below(200))
        );
        let entry = JournalInput {
            matter,
            revision,
            entry: None,
            kind: "investigation".to_owned(),
            on: self.now.date().to_string(),
            at: Some("14:00".to_owned()),
            place: "上河村".to_owned(),
            by: None,
            text: text.clone(),
            fields: json!({ "investigated": "王某" }).as_object().cloned().unwrap_or_default(),
            draft: None,
        };
        session.save_journal(&entry, self.now)?;
        say(Said::Journal { matter: matter.0, text });
        Ok("journal")
    }

    fn attach(&mut self, session: &Session) -> Done {
        let Some(matter) = self.matter(session)? else { return Ok("nothing") };
        let mut content = self.words("扫描件").into_bytes();
        let more = self.dice.below(90_000);
        while content.len() < more {
            content.extend_from_slice(&self.dice.next().to_le_bytes());
        }
        // Not below the folder in which writes fail: this one is the scanner's.
        let folder = tempfile::tempdir().map_err(Failure::file("create", &self.day.place))?;
        let path = folder.path().join("扫描件.bin");
        fs::write(&path, &content).map_err(Failure::file("write", &path))?;
        let request = AttachRequest {
            matter,
            paths: vec![path.display().to_string()],
            note: String::new(),
            filed_under: None,
        };
        session.attach(&request, self.now, &Quiet)?;
        say(Said::Attachment { matter: matter.0, hash: blake3::hash(&content).to_hex().to_string() });
        Ok("attach")
    }

    fn issue(&mut self, session: &Session) -> Done {
        let Some(matter) = self.matter(session)? else { return Ok("nothing") };
        let forms = session.forms_for(matter, self.now)?;
        let ready: Vec<_> = forms.into_iter().filter(|form| form.missing == 0 && form.refused == 0).collect();
        let Some(form) = self.dice.one(&ready) else { return Ok("nothing") };
        let request =
            DocumentRequest { matter, form: form.form.clone(), inputs: Fields::new(), unsaved: None };
        let issued = session.issue_document(&request, self.now)?;
        let id = issued.document.id;
        let bytes = session.document_bytes(id, self.now)?;
        say(Said::Document { id: id.0, hash: blake3::hash(&bytes).to_hex().to_string() });
        Ok("issue")
    }

    fn draft(&mut self, session: &Session) -> Done {
        let drafts = session.drafts()?;
        if self.dice.chance(30)
            && let Some(draft) = self.dice.one(&drafts)
        {
            say(Said::Dropping { key: format!("{}/{}", 1, draft.key) });
            session.discard_draft(&draft.key, self.now)?;
            return Ok("discard");
        }
        let words = self.words("没写完");
        let draft = DraftInput {
            key: words.clone(),
            title: "新的纠纷".to_owned(),
            matter: None,
            content: json!({ "facts": words }),
        };
        session.keep_draft(&draft, self.now)?;
        say(Said::Draft { key: format!("1/{words}"), words });
        Ok("draft")
    }

    fn person(&mut self, session: &Session) -> Done {
        let change = PersonChange {
            id: None,
            kind: PartyKind::Natural,
            revision: 0,
            particulars: Particulars { name: self.words("王"), ..Particulars::default() },
            kept: Vec::new(),
        };
        session.save_person(&change, self.now)?;
        Ok("person")
    }

    fn step(&mut self, session: &Session) -> Done {
        let Some(matter) = self.matter(session)? else { return Ok("nothing") };
        let view = session.matter(matter, self.now)?;
        let allowed: Vec<_> = view.transitions.iter().filter(|step| step.allowed).collect();
        let Some(step) = self.dice.one(&allowed) else { return Ok("nothing") };
        let request = TransitionRequest {
            matter,
            revision: view.revision,
            transition: step.id.clone(),
            fields: Fields::new(),
        };
        session.transition(&request, self.now)?;
        Ok("step")
    }

    fn volume(&mut self, session: &Session) -> Done {
        let Some(matter) = self.matter(session)? else { return Ok("nothing") };
        let request = VolumeRequest { matter, double_sided: false, with_scans: true, draft: true };
        session.make_volume(&request, self.now, &Quiet)?;
        Ok("volume")
    }

    fn lock(&mut self) -> Done {
        self.session = None;
        self.desk.lock(self.now)?;
        Ok("lock")
    }

    fn passwords(&mut self, session: &Session) -> Done {
        if self.pending.is_some() {
            // Which one it is now is known at the next start.
            return Ok("nothing");
        }
        let new = self.words("Tree-42-river-");
        say(Said::Trying { password: new.clone() });
        let changed = session.change_password(&self.password, &new, self.now);
        if changed.as_ref().is_err_and(|error| error.code() == "store.keys-unsure") {
            self.pending = Some(new.clone());
        }
        changed?;
        self.pending = None;
        self.password.clone_from(&new);
        say(Said::Password { password: new });
        Ok("password")
    }

    fn restore(&mut self, session: Arc<Session>) -> Done {
        let sets = session.backups(&stick(&self.day.place))?.sets;
        let Some(set) = sets.first() else { return Ok("nothing") };
        let folder = Path::new(&set.folder);
        let taken = BackupSet::open(folder)?.manifest.taken_at;
        drop(session);
        self.session = None;
        // The password of today, or that of the day when the backup was taken.
        for password in [self.password.clone(), self.day.password.clone()] {
            let key = RestoreKey::Password { staff: STAFF.to_owned(), password: password.clone() };
            say(Said::Restoring { at: self.now, taken });
            match self.desk.restore(folder, &key, RestoreOver::Same, self.now, &Quiet) {
                Ok(_) => {
                    self.password = password;
                    say(Said::Restored);
                    return Ok("restore");
                }
                Err(error) if error.code() == "store.restore-unfinished" => {
                    self.pending = Some(password);
                    return Err(error.into());
                }
                Err(error) => {
                    say(Said::NotRestored);
                    if error.code() != "store.wrong-password" {
                        return Err(error.into());
                    }
                }
            }
        }
        // The password of then is forgotten; the envelope with the code is in the safe.
        Ok("nothing")
    }
}
