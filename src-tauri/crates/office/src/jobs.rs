//! Long work with progress and cancel, on tokio's blocking threads.

use crate::error::{OfficeError, Result};
use crate::view::{Changed, JobId, JobProgress, JobState};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Told how far long work is, and asked whether to stop.
pub trait Progress: Send + Sync {
    /// `done` of `total` steps (0 when unknown).
    fn step(&self, done: u32, total: u32);
    /// The work should end with `job.cancelled`.
    fn cancelled(&self) -> bool;
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn step(&self, _done: u32, _total: u32) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// Fails when the work was asked to stop.
pub(crate) fn go_on(progress: &dyn Progress) -> Result<()> {
    if progress.cancelled() { Err(OfficeError::Cancelled) } else { Ok(()) }
}

/// What a job leaves.
#[derive(Debug, Clone, Default)]
pub struct JobOutcome {
    /// Closing sentence, in Chinese.
    pub message: String,
    /// File written.
    pub path: Option<String>,
    /// What to refresh.
    pub changed: Option<Changed>,
}

/// Where steps are told.
pub type Sink = Arc<dyn Fn(JobProgress) + Send + Sync>;

/// How many ended jobs are remembered.
const REMEMBERED: usize = 20;
/// The window is told of at most this many steps of one job.
const TOLD: u32 = 200;

/// The jobs of this process.
#[derive(Clone)]
pub struct Jobs {
    shared: Arc<Shared>,
}

struct Shared {
    runtime: tokio::runtime::Handle,
    sink: Sink,
    last: AtomicU32,
    jobs: Mutex<BTreeMap<JobId, Job>>,
}

struct Job {
    progress: JobProgress,
    cancel: Arc<AtomicBool>,
}

struct Watch {
    id: JobId,
    cancel: Arc<AtomicBool>,
    shared: Arc<Shared>,
}

impl Progress for Watch {
    fn step(&self, done: u32, total: u32) {
        let grain = (total / TOLD).max(1);
        if done.is_multiple_of(grain) || done == total {
            self.shared.tell(self.id, |progress| {
                progress.done = done;
                progress.total = total;
            });
        }
    }

    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Jobs").finish_non_exhaustive()
    }
}

impl Shared {
    fn tell(&self, id: JobId, change: impl FnOnce(&mut JobProgress)) {
        let told = {
            let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            jobs.get_mut(&id).map(|job| {
                change(&mut job.progress);
                job.progress.clone()
            })
        };
        if let Some(progress) = told {
            (self.sink)(progress);
        }
    }
}

impl Jobs {
    /// Jobs run on `runtime`; every step is told to `sink` (the shell sends it to the window).
    pub fn new(runtime: tokio::runtime::Handle, sink: Sink) -> Jobs {
        let shared = Shared { runtime, sink, last: AtomicU32::new(0), jobs: Mutex::new(BTreeMap::new()) };
        Jobs { shared: Arc::new(shared) }
    }

    /// Starts `work` off the window's thread. Its end, good or bad, is told to the sink.
    pub fn start(
        &self,
        title: &str,
        work: impl FnOnce(&dyn Progress) -> Result<JobOutcome> + Send + 'static,
    ) -> JobId {
        let id = JobId(self.shared.last.fetch_add(1, Ordering::Relaxed) + 1);
        let cancel = Arc::new(AtomicBool::new(false));
        let progress = JobProgress {
            id,
            title: title.to_owned(),
            done: 0,
            total: 0,
            state: JobState::Running,
            message: None,
            error: None,
            path: None,
            changed: None,
        };
        {
            let mut jobs = self.shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            forget_old(&mut jobs);
            jobs.insert(id, Job { progress, cancel: cancel.clone() });
        }
        let watch = Watch { id, cancel, shared: self.shared.clone() };
        self.shared.runtime.spawn_blocking(move || {
            watch.shared.tell(id, |_| {});
            let outcome = work(&watch);
            watch.shared.tell(id, |progress| end(progress, outcome));
        });
        id
    }

    /// Asks a job to stop. It stops at its next step, leaving nothing half done.
    pub fn cancel(&self, job: JobId) {
        let jobs = self.shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(job) = jobs.get(&job) {
            job.cancel.store(true, Ordering::Relaxed);
        }
    }

    /// Running jobs and the last ended ones, newest first.
    pub fn list(&self) -> Vec<JobProgress> {
        let jobs = self.shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.values().rev().map(|job| job.progress.clone()).collect()
    }
}

fn end(progress: &mut JobProgress, outcome: Result<JobOutcome>) {
    match outcome {
        Ok(outcome) => {
            progress.state = JobState::Done;
            progress.done = progress.total;
            progress.message = Some(outcome.message);
            progress.path = outcome.path;
            progress.changed = outcome.changed;
        }
        Err(error) => {
            let stopped = matches!(error.code(), "job.cancelled" | "import.cancelled" | "store.cancelled");
            progress.state = if stopped { JobState::Cancelled } else { JobState::Failed };
            let error = error.view();
            progress.message = Some(error.message.clone());
            progress.error = Some(error);
        }
    }
}

fn forget_old(jobs: &mut BTreeMap<JobId, Job>) {
    while jobs.len() >= REMEMBERED {
        let Some(old) =
            jobs.iter().find(|(_, job)| job.progress.state != JobState::Running).map(|(id, _)| *id)
        else {
            return;
        };
        jobs.remove(&old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn jobs() -> (tokio::runtime::Runtime, Jobs, mpsc::Receiver<JobProgress>) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let (send, receive) = mpsc::channel();
        let sink: Sink = Arc::new(move |progress| {
            let _gone = send.send(progress);
        });
        let jobs = Jobs::new(runtime.handle().clone(), sink);
        (runtime, jobs, receive)
    }

    fn last(receive: &mpsc::Receiver<JobProgress>) -> JobProgress {
        loop {
            let told = receive.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
            if told.state != JobState::Running {
                return told;
            }
        }
    }

    #[test]
    fn a_job_tells_its_steps_and_its_end() {
        let (_runtime, jobs, receive) = jobs();
        let id = jobs.start("导出", |progress| {
            progress.step(1, 2);
            progress.step(2, 2);
            Ok(JobOutcome { message: "已导出2行。".to_owned(), ..JobOutcome::default() })
        });
        let end = last(&receive);
        assert_eq!((end.id, end.state, end.done, end.total), (id, JobState::Done, 2, 2));
        assert_eq!(end.message.as_deref(), Some("已导出2行。"));
        assert_eq!(jobs.list().len(), 1);
    }

    #[test]
    fn a_cancelled_job_says_so() {
        let (_runtime, jobs, receive) = jobs();
        let id = jobs.start("等", |progress| {
            loop {
                go_on(progress)?;
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        jobs.cancel(id);
        let end = last(&receive);
        assert_eq!(end.state, JobState::Cancelled);
        assert_eq!(end.error.unwrap().code, "job.cancelled");
    }

    #[test]
    fn a_failed_job_carries_its_error() {
        let (_runtime, jobs, receive) = jobs();
        jobs.start("打印", |_| Err(OfficeError::NoPrinter));
        let end = last(&receive);
        assert_eq!(end.state, JobState::Failed);
        assert_eq!(end.error.unwrap().code, "print.no-printer");
    }
}
