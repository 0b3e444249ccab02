//! Figures: the values of matters, or of things in them, that reports count by, read one row after another. The store
//! knows their names and nothing of what they mean.

use rusqlite::params;

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::transaction::Tx;

/// Between two figures of a row.
const BETWEEN: char = '\u{1f}';
/// The most figures a row may have.
const MOST: usize = 64;
/// Rows of one matter in one layout: as many as things in it can be counted.
const THINGS: i64 = 1 << 16;
/// Rows of one layout.
const ROWS: i64 = 1 << 48;

/// The id of the first row of a matter in a layout.
fn first_row(layout: i64, matter: i64) -> i64 {
    layout * ROWS + matter * THINGS
}

/// Which figure stands at which place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureLayout {
    /// Row id.
    pub id: i64,
    /// The names in their order.
    pub names: Vec<String>,
}

impl Reader<'_> {
    /// The layouts that rows of a kind (or of a thing in its matters) were written in, oldest first.
    pub fn figure_layouts(&self, of: &str) -> Result<Vec<FigureLayout>> {
        self.all(
            "read figure layouts",
            "SELECT id, names FROM figure_layouts WHERE \"of\" = ?1 ORDER BY id",
            [of],
            |c| {
                let id = c.get("figure_layouts.id")?;
                let names: String = c.get("figure_layouts.names")?;
                Ok(FigureLayout { id, names: names.split(BETWEEN).map(str::to_owned).collect() })
            },
        )
    }

    /// Calls `each` with every row of a layout: the matter it is of, in the order of their ids, and its figures in the
    /// layout's order.
    pub fn figures<E: From<StoreError>>(
        &self,
        layout: i64,
        mut each: impl FnMut(i64, &[&str]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let fail = self.fail("read figures");
        let sql = "SELECT id, \"values\" FROM figures WHERE id >= ?1 AND id < ?2";
        let mut statement = self.conn.prepare_cached(sql).map_err(&fail)?;
        let (low, high) = (first_row(layout, 0), first_row(layout + 1, 0));
        let mut rows = statement.query([low, high]).map_err(&fail)?;
        while let Some(row) = rows.next().map_err(&fail)? {
            let id: i64 = row.get(0).map_err(&fail)?;
            let matter = id % ROWS / THINGS;
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
}

impl Tx<'_> {
    /// Removes all rows of a matter.
    pub(crate) fn remove_figures(&mut self, matter: i64) -> Result<()> {
        let layouts = self.all("read figure layouts", "SELECT id FROM figure_layouts", [], |c| {
            c.get::<i64>("figure_layouts.id")
        })?;
        for layout in layouts {
            let rows = [first_row(layout, matter), first_row(layout, matter + 1)];
            self.execute("remove figures", "DELETE FROM figures WHERE id >= ?1 AND id < ?2", rows)?;
        }
        Ok(())
    }

    /// Puts rows of a matter in place of those it had; what did not change is not written. A kind's own figures are one
    /// row, those of a thing in it as many as there are. Whether anything changed.
    pub fn put_figures(
        &mut self,
        matter: i64,
        of: &str,
        names: &[&str],
        rows: &[Vec<String>],
    ) -> Result<bool> {
        if names.is_empty() {
            return Ok(false);
        }
        let things = usize::try_from(THINGS).unwrap_or(usize::MAX);
        let misshapen = rows.len() > things || rows.iter().any(|row| row.len() != names.len());
        if names.len() > MOST || misshapen {
            return Err(StoreError::BadValue { column: "figures.values", detail: names.len().to_string() });
        }
        let names = names.join(BETWEEN.encode_utf8(&mut [0; 4]));
        let rows: Vec<String> = rows.iter().map(|row| row_text(row)).collect();
        let known: Option<i64> = self.first(
            "read figure layout",
            "SELECT id FROM figure_layouts WHERE \"of\" = ?1 AND names = ?2",
            params![of, names],
            |c| c.get("figure_layouts.id"),
        )?;
        let layout = match known {
            Some(id) => id,
            None if rows.is_empty() => return Ok(false),
            None => self.insert(
                "add figure layout",
                "INSERT INTO figure_layouts (\"of\", names) VALUES (?1, ?2)",
                params![of, names],
            )?,
        };
        let (first, end) = (first_row(layout, matter), first_row(layout, matter + 1));
        let old: Vec<String> = self.all(
            "read figures",
            "SELECT \"values\" FROM figures WHERE id >= ?1 AND id < ?2",
            [first, end],
            |c| c.get("figures.values"),
        )?;
        if old == rows && !rows.is_empty() {
            return Ok(false);
        }
        let mut next = first;
        for values in &rows {
            self.execute(
                "put figures",
                "INSERT INTO figures (id, \"values\") VALUES (?1, ?2) \
                 ON CONFLICT (id) DO UPDATE SET \"values\" = ?2",
                params![next, values],
            )?;
            next += 1;
        }
        let remove = "DELETE FROM figures WHERE id >= ?1 AND id < ?2";
        let mut gone = 0;
        if old.len() > rows.len() {
            gone += self.execute("remove figures", remove, [next, end])?;
        }
        // Rows of an older layout go.
        if old.is_empty() {
            for other in self.figure_layouts(of)?.into_iter().filter(|other| other.id != layout) {
                let rows = [first_row(other.id, matter), first_row(other.id, matter + 1)];
                gone += self.execute("remove figures", remove, rows)?;
            }
        }
        Ok(gone > 0 || !rows.is_empty())
    }
}

fn row_text(row: &[String]) -> String {
    let mut text = String::new();
    for (place, value) in row.iter().enumerate() {
        if place > 0 {
            text.push(BETWEEN);
        }
        // What is typed holds no such character; what was imported might.
        text.extend(value.chars().map(|c| if c == BETWEEN { ' ' } else { c }));
    }
    text
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

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn figures_come_back_by_name_and_a_matter_has_one_row() {
        let dir = tempfile::tempdir().unwrap();
        let store = set_up(dir.path()).store;
        let (a, b) = write(&store, |tx| {
            let a = tx.add_matter(&matter("甲"), "甲")?;
            let b = tx.add_matter(&matter("乙"), "乙")?;
            let names = ["day", "kind"];
            assert!(tx.put_figures(a, "dispute", &names, &[texts(&["2026-03-02", ""])])?);
            assert!(!tx.put_figures(a, "dispute", &names, &[texts(&["2026-03-02", ""])])?);
            assert!(tx.put_figures(b, "dispute", &names, &[texts(&["", "a\u{1f}b\u{1e}c"])])?);
            assert!(!tx.put_figures(b, "note", &[], &[])?);
            Ok((a, b))
        });
        assert_eq!(
            rows(&store, "dispute"),
            [(a, "day=2026-03-02 kind=".into()), (b, "day= kind=a b\u{1e}c".to_owned())]
        );
        assert_eq!(rows(&store, "note"), []);
        // Another set of figures: the row moves, and the other matter's keeps its own names until it is derived anew.
        write(&store, |tx| tx.put_figures(a, "dispute", &["kind"], &[texts(&["x"])]));
        assert_eq!(rows(&store, "dispute"), [(b, "day= kind=a b\u{1e}c".into()), (a, "kind=x".to_owned())]);
        assert!(store.check(|_| true).unwrap().sound());
    }

    #[test]
    fn things_in_a_matter_have_a_row_each() {
        let dir = tempfile::tempdir().unwrap();
        let store = set_up(dir.path()).store;
        let id = write(&store, |tx| {
            let id = tx.add_matter(&matter("甲"), "甲")?;
            assert!(!tx.put_figures(id, "screening/round", &["day"], &[])?);
            tx.put_figures(id, "screening/round", &["day"], &[texts(&["1"]), texts(&["2"]), texts(&["3"])])?;
            Ok(id)
        });
        let all = |days: &[&str]| -> Vec<(i64, String)> {
            days.iter().map(|day| (id, format!("day={day}"))).collect()
        };
        assert_eq!(rows(&store, "screening/round"), all(&["1", "2", "3"]));
        let put = |values: &[&str]| {
            let given: Vec<Vec<String>> = values.iter().map(|value| texts(&[value])).collect();
            write(&store, |tx| tx.put_figures(id, "screening/round", &["day"], &given))
        };
        assert!(put(&["1", "4"]));
        assert_eq!(rows(&store, "screening/round"), all(&["1", "4"]));
        assert!(put(&[]));
        assert_eq!(rows(&store, "screening/round"), []);
        assert!(!put(&[]));
    }

    #[test]
    fn more_figures_than_a_row_holds_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let store = set_up(dir.path()).store;
        let refused = store.transact(&crate::tests::actor(), "test", crate::tests::now(), |tx| {
            let id = tx.add_matter(&matter("甲"), "甲")?;
            tx.put_figures(id, "dispute", &["figure"; MOST + 1], &[vec![String::new(); MOST + 1]])
        });
        assert!(matches!(refused, Err(StoreError::BadValue { .. })));
    }
}
