//! The faces: which files play which role, and which file has a character.

mod face;
mod subset;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

pub(crate) use self::face::FontFile;
pub(crate) use self::subset::{Program, subset};
use crate::error::TypesetError;
use crate::model::Face;

/// Reads a font file by the name it has in `faces.toml`.
pub type FontSource = Box<dyn Fn(&str) -> std::io::Result<Vec<u8>> + Send + Sync>;

/// A character's outline: which file, and which glyph in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct GlyphRef {
    /// Index of the file.
    pub(crate) file: u16,
    /// Glyph in the file.
    pub(crate) glyph: u16,
}

/// All faces. Made once, shared by all documents; a file is read when a character first needs it.
pub struct Fonts {
    source: FontSource,
    files: Vec<Slot>,
    chains: [Vec<u16>; ROLES.len()],
}

struct Slot {
    name: String,
    /// Code points the file is asked for; empty for all.
    only: Vec<(u32, u32)>,
    loaded: OnceLock<Option<Arc<FontFile>>>,
}

const ROLES: [(Face, &str); 5] = [
    (Face::Fangsong, "fangsong"),
    (Face::Title, "title"),
    (Face::Hei, "hei"),
    (Face::Kai, "kai"),
    (Face::Song, "song"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FacesToml {
    roles: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    only: BTreeMap<String, Vec<(u32, u32)>>,
}

impl Fonts {
    /// Reads `faces.toml` and the files it names, but for those that it keeps for certain characters: they are read when
    /// a document needs them (some 36 MB are read at once: do it beside the start of the window).
    ///
    /// # Errors
    /// If `faces.toml` is wrong, or a file that is read is missing or damaged.
    pub fn new(faces_toml: &str, source: FontSource) -> Result<Self, TypesetError> {
        let faces: FacesToml = toml::from_str(faces_toml).map_err(TypesetError::Faces)?;
        let mut files: Vec<Slot> = Vec::new();
        let mut chains: [Vec<u16>; ROLES.len()] = Default::default();
        for (chain, (_, name)) in chains.iter_mut().zip(ROLES) {
            for file in faces.roles.get(name).into_iter().flatten() {
                let at = files.iter().position(|slot| slot.name == *file).unwrap_or_else(|| {
                    files.push(Slot {
                        name: file.clone(),
                        only: faces.only.get(file).cloned().unwrap_or_default(),
                        loaded: OnceLock::new(),
                    });
                    files.len() - 1
                });
                chain.push(u16::try_from(at).map_err(|_| TypesetError::RoleEmpty(name))?);
            }
            if chain.is_empty() {
                return Err(TypesetError::RoleEmpty(name));
            }
        }
        let fonts = Self { source, files, chains };
        for slot in fonts.files.iter().filter(|slot| slot.only.is_empty()) {
            let file = fonts.read(slot)?;
            // Another thread cannot hold `fonts` yet, so this is always the first write.
            slot.loaded.get_or_init(|| Some(Arc::new(file)));
        }
        Ok(fonts)
    }

    /// The same from files that are in memory already.
    ///
    /// # Errors
    /// As [`Fonts::new`].
    pub fn load(files: BTreeMap<String, Vec<u8>>, faces_toml: &str) -> Result<Self, TypesetError> {
        Self::new(
            faces_toml,
            Box::new(move |name| {
                files.get(name).cloned().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))
            }),
        )
    }

    fn read(&self, slot: &Slot) -> Result<FontFile, TypesetError> {
        let bytes = (self.source)(&slot.name)
            .map_err(|source| TypesetError::FontUnreadable { file: slot.name.clone(), source })?;
        FontFile::parse(bytes).map_err(|reason| TypesetError::FontDamaged { file: slot.name.clone(), reason })
    }

    /// The glyph of a character in a role, from the first file of its chain that has one.
    ///
    /// A fallback file that cannot be read counts as having no glyphs: the character is then reported as missing.
    pub(crate) fn glyph(&self, face: Face, ch: char) -> Option<GlyphRef> {
        let role = ROLES.iter().position(|(role, _)| *role == face)?;
        self.chains[role].iter().find_map(|&index| {
            let slot = &self.files[usize::from(index)];
            let code = u32::from(ch);
            if !slot.only.is_empty() && !slot.only.iter().any(|(low, high)| (*low..=*high).contains(&code)) {
                return None;
            }
            let glyph = self.slot(slot)?.glyph(ch)?;
            Some(GlyphRef { file: index, glyph })
        })
    }

    fn slot<'a>(&'a self, slot: &'a Slot) -> Option<&'a Arc<FontFile>> {
        slot.loaded.get_or_init(|| self.read(slot).ok().map(Arc::new)).as_ref()
    }

    /// The file of a glyph that [`Fonts::glyph`] returned.
    pub(crate) fn file(&self, index: u16) -> Option<&Arc<FontFile>> {
        self.files.get(usize::from(index)).and_then(|slot| self.slot(slot))
    }

    /// Whether any file of the role's chain has the character.
    #[must_use]
    pub fn covers(&self, face: Face, ch: char) -> bool {
        self.glyph(face, ch).is_some()
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.files.iter().map(|slot| &slot.name)).finish()
    }
}
