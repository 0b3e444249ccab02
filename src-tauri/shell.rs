//! What every command works with: the desk, the jobs, and the folders files come in and go out by.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, PoisonError},
    thread::JoinHandle,
};

use office::{Assets, Desk, JobOutcome, Jobs, Progress, Session, view::JobId};
use tauri::{AppHandle, async_runtime};
use tauri_specta::Event;

use crate::{
    clock,
    events::{ChangedEvent, JobEvent},
    failure::{Refused, ShellError},
    places,
    sticks::{self, BackupPlace},
    uploads::Uploads,
};

/// What a command gives the window.
pub(crate) type Answer<T> = Result<T, Refused>;

/// The state of the program while its window is open.
pub(crate) struct Shell {
    app: AppHandle,
    desk: OnceLock<Answer<Arc<Desk>>>,
    loading: std::sync::Mutex<Option<JoinHandle<Answer<Arc<Desk>>>>>,
    jobs: Jobs,
    uploads: Uploads,
    /// Folders for backups that were chosen in the system's dialog while the program runs.
    folders: std::sync::Mutex<Vec<PathBuf>>,
}

impl Shell {
    /// Starts loading the assets at once, beside the window that is being opened.
    pub(crate) fn new(app: AppHandle, assets: Option<PathBuf>, office: PathBuf) -> Shell {
        let uploads = Uploads::new(&office);
        let teller = app.clone();
        let jobs = Jobs::new(
            async_runtime::handle().inner().clone(),
            // A window that is gone needs no news.
            Arc::new(move |progress| drop(JobEvent(progress).emit(&teller))),
        );
        let loading = std::thread::spawn(move || open(assets, office));
        Shell {
            app,
            desk: OnceLock::new(),
            loading: Some(loading).into(),
            jobs,
            uploads,
            folders: Vec::new().into(),
        }
    }

    /// The desk; waits for the assets where they are still being loaded.
    pub(crate) fn desk(&self) -> Answer<&Arc<Desk>> {
        self.desk
            .get_or_init(|| {
                let loading = self.loading.lock().ok().and_then(|mut loading| loading.take());
                match loading.map(JoinHandle::join) {
                    Some(Ok(desk)) => desk,
                    Some(Err(_)) | None => Err(ShellError::Loading.into()),
                }
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The open session.
    pub(crate) fn session(&self) -> Answer<Arc<Session>> {
        Ok(self.desk()?.session()?)
    }

    /// Starts long work; its progress and what it changed are told as events.
    pub(crate) fn start(
        &self,
        title: &str,
        work: impl FnOnce(&dyn Progress) -> office::Result<JobOutcome> + Send + 'static,
    ) -> JobId {
        let teller = self.app.clone();
        self.jobs.start(title, move |progress| {
            let outcome = work(progress)?;
            if let Some(changed) = &outcome.changed {
                drop(ChangedEvent(changed.clone()).emit(&teller));
            }
            Ok(outcome)
        })
    }

    /// Where backups can go now: sticks, and the folders that were chosen, here or for the open office.
    pub(crate) fn backup_places(&self) -> Answer<Vec<BackupPlace>> {
        let desk = self.desk()?;
        let mut chosen = self.folders.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Ok(session) = desk.session() {
            for kept in session.backup_folders()? {
                if !chosen.contains(&kept) {
                    chosen.push(kept);
                }
            }
        }
        Ok(sticks::places(desk.folder(), &chosen))
    }

    /// A folder that the clerk chose for backups; the open office keeps it for the next time.
    pub(crate) fn choose_backup_folder(&self, folder: &Path) -> Answer<Option<BackupPlace>> {
        let folder = Desk::place_of_backups(folder);
        if let Ok(session) = self.session() {
            session.choose_backup_folder(&folder, clock::now())?;
        }
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        folders.retain(|known| *known != folder);
        folders.push(folder.clone());
        drop(folders);
        let path = folder.display().to_string();
        Ok(self.backup_places()?.into_iter().find(|place| place.path == path))
    }

    /// The jobs.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// Files the window handed in.
    pub(crate) fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    /// The file of an upload's token.
    pub(crate) fn uploaded(&self, token: &str) -> Answer<PathBuf> {
        self.uploads.path(token).ok_or_else(|| ShellError::NoUpload.into())
    }

    /// The bytes of an upload, which is used up by that.
    pub(crate) fn read_upload(&self, token: &str) -> Answer<Vec<u8>> {
        let path = self.uploaded(token)?;
        let bytes = std::fs::read(&path).map_err(|source| ShellError::Read { path, source })?;
        self.uploads.drop(token);
        Ok(bytes)
    }

    /// A path for a new file called `name` in the folder for exports, which is made if it is missing.
    pub(crate) fn export(&self, name: &str) -> Answer<PathBuf> {
        Ok(places::free(&self.exports()?, name))
    }

    /// The folder for exports.
    pub(crate) fn exports(&self) -> Answer<PathBuf> {
        let folder = places::exports().ok_or(ShellError::NoHome)?;
        std::fs::create_dir_all(&folder)
            .map_err(|source| ShellError::Exports { path: folder.clone(), source })?;
        Ok(folder)
    }
}

/// Loads the assets and puts the desk over the office's folder.
pub(crate) fn open(assets: Option<PathBuf>, office: PathBuf) -> Answer<Arc<Desk>> {
    Ok(Arc::new(Desk::new(Arc::new(load(assets.as_deref())?), office)))
}

/// The assets in `folder`, or those that came with the program.
pub(crate) fn load(folder: Option<&Path>) -> Answer<Assets> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => Assets::locate()?,
    };
    Ok(Assets::load(&folder)?)
}
