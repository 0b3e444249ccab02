//! Figures: the values of each matter that reports count by, one row for a matter, read one after another. The store
//! knows their names and nothing of what they mean.

use rusqlite::params;

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::transaction::Tx;

/// Between two figures of a row.
const BETWEEN: char = '\u{1f}';
/// The most figures a row may have.
const MOST: usize = 64;

/// Which figure stands at which place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureLayout {
    /// Row id.
    pub id: i64,
    /// The names in their order.
    pub names: Vec<String>,
}

impl Reader<'_> {
    /// The layouts that rows of a kind were written in, oldest first.
    pub fn figure_layouts(&self, kind: &str) -> Result<Vec<FigureLayout>> {
        self.all(
            "read figure layouts",
            "SELECT id, names FROM figure_layouts WHERE kind = ?1 ORDER BY id",
            [kind],
            |c| {
                let id = c.get("figure_layouts.id")?;
                let names: String = c.get("figure_layouts.names")?;
                Ok(FigureLayout { id, names: names.split(BETWEEN).map(str::to_owned).collect() })
            },
        )
    }

    /// Calls `each` with every matter that has a row in a layout, in the order of their ids, and its figures in the
    /// layout's order.
    pub fn figures<E: From<StoreError>>(
        &self,
        layout: i64,
        mut each: impl FnMut(i64, &[&str]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let fail = self.fail("read figures");
        let sql = "SELECT matter, \"values\" FROM figures WHERE layout = ?1";
        let mut statement = self.conn.prepare_cached(sql).map_err(&fail)?;
        let mut rows = statement.query([layout]).map_err(&fail)?;
        while let Some(row) = rows.next().map_err(&fail)? {
            let matter: i64 = row.get(0).map_err(&fail)?;
            let text = row.get_ref(1).map_err(&fail)?.as_str();
            let text =
                text.map_err(|e| StoreError::BadValue { column: "figures.values", detail: e.to_string() })?;
            let mut cells = [""; MOST];
            let mut count = 0;
            for (cell, value) in cells.iter_mut().zip(text.split(BETWEEN)) {
                *cell = value;
                count += 1;
            }
            each(matter, &cells[..count])?;
        }
        Ok(())
    }

    /// How many matters of a kind have figures in a layout of these names.
    pub fn figure_count(&self, kind: &str, names: &[&str]) -> Result<i64> {
        self.number_of(
            "count figures",
            "SELECT count(*) FROM figures f JOIN figure_layouts l ON l.id = f.layout \
             WHERE l.kind = ?1 AND l.names = ?2",
            params![kind, joined(names)],
        )
    }
}

impl Tx<'_> {
    /// Puts a matter's figures in place of those it had; what did not change is not written. Whether anything changed.
    pub fn put_figures(&mut self, matter: i64, kind: &str, figures: &[(&str, String)]) -> Result<bool> {
        if figures.is_empty() {
            return Ok(false);
        }
        if figures.len() > MOST {
            return Err(StoreError::BadValue { column: "figures.values", detail: figures.len().to_string() });
        }
        let names = joined(&figures.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        let values: Vec<String> = figures.iter().map(|(_, value)| value.replace(BETWEEN, " ")).collect();
        let values = joined(&values.iter().map(String::as_str).collect::<Vec<_>>());
        let known: Option<i64> = self.first(
            "read figure layout",
            "SELECT id FROM figure_layouts WHERE kind = ?1 AND names = ?2",
            params![kind, names],
            |c| c.get("figure_layouts.id"),
        )?;
        let layout = match known {
            Some(id) => id,
            None => self.insert(
                "add figure layout",
                "INSERT INTO figure_layouts (kind, names) VALUES (?1, ?2)",
                params![kind, names],
            )?,
        };
        let old: Option<String> = self.first(
            "read figures",
            "SELECT \"values\" FROM figures WHERE layout = ?1 AND matter = ?2",
            params![layout, matter],
            |c| c.get("figures.values"),
        )?;
        if old.as_deref() == Some(values.as_str()) {
            return Ok(false);
        }
        self.execute(
            "put figures",
            "INSERT INTO figures (layout, matter, \"values\") VALUES (?1, ?2, ?3) \
             ON CONFLICT (layout, matter) DO UPDATE SET \"values\" = ?3",
            params![layout, matter, values],
        )?;
        // A matter has one row: the one of an older layout goes.
        if old.is_none() {
            self.execute(
                "remove figures",
                "DELETE FROM figures WHERE matter = ?1 AND layout IN \
                 (SELECT id FROM figure_layouts WHERE kind = ?2 AND id <> ?3)",
                params![matter, kind, layout],
            )?;
        }
        Ok(true)
    }
}

fn joined(texts: &[&str]) -> String {
    texts.join(BETWEEN.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::tests::{matter, set_up, write};

    fn rows(store: &Store, kind: &str) -> Vec<(i64, String)> {
        store
            .read(|reader| {
                let mut rows = Vec::new();
                for layout in reader.figure_layouts(kind)? {
                    reader.figures(layout.id, |matter, cells| {
                        let shown =
                            layout.names.iter().zip(cells).map(|(name, cell)| format!("{name}={cell}"));
                        rows.push((matter, shown.collect::<Vec<_>>().join(" ")));
                        Ok::<_, StoreError>(())
                    })?;
                }
                Ok::<_, StoreError>(rows)
            })
            .unwrap()
    }

    #[test]
    fn figures_come_back_by_name_and_a_matter_has_one_row() {
        let dir = tempfile::tempdir().unwrap();
        let store = set_up(dir.path()).store;
        let (a, b) = write(&store, |tx| {
            let a = tx.add_matter(&matter("甲"), "甲")?;
            let b = tx.add_matter(&matter("乙"), "乙")?;
            assert!(tx.put_figures(
                a,
                "dispute",
                &[("day", "2026-03-02".into()), ("kind", String::new())]
            )?);
            assert!(!tx.put_figures(
                a,
                "dispute",
                &[("day", "2026-03-02".into()), ("kind", String::new())]
            )?);
            assert!(tx.put_figures(
                b,
                "dispute",
                &[("day", String::new()), ("kind", "a\u{1f}b\u{1e}c".into())]
            )?);
            assert!(!tx.put_figures(b, "note", &[])?);
            Ok((a, b))
        });
        assert_eq!(
            rows(&store, "dispute"),
            [(a, "day=2026-03-02 kind=".into()), (b, "day= kind=a b\u{1e}c".to_owned())]
        );
        assert_eq!(rows(&store, "note"), []);
        // Another set of figures: the row moves, and the other matter's keeps its own names until it is derived anew.
        write(&store, |tx| tx.put_figures(a, "dispute", &[("kind", "x".into())]));
        assert_eq!(rows(&store, "dispute"), [(b, "day= kind=a b\u{1e}c".into()), (a, "kind=x".to_owned())]);
        let counted = |names: &[&str]| store.read(|reader| reader.figure_count("dispute", names)).unwrap();
        assert_eq!((counted(&["day", "kind"]), counted(&["kind"]), counted(&["day"])), (1, 1, 0));
        assert!(store.check(|_| true).unwrap().sound());
    }

    #[test]
    fn more_figures_than_a_row_holds_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let store = set_up(dir.path()).store;
        let many: Vec<(&str, String)> = (0..=MOST).map(|n| ("figure", n.to_string())).collect();
        let refused = store.transact(&crate::tests::actor(), "test", crate::tests::now(), |tx| {
            let id = tx.add_matter(&matter("甲"), "甲")?;
            tx.put_figures(id, "dispute", &many)
        });
        assert!(matches!(refused, Err(StoreError::BadValue { .. })));
    }
}
