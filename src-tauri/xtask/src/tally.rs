//! Counting what passed and failed over all steps of a test run.

use std::collections::BTreeSet;

use crate::failure::Failure;

/// Passed and failed so far, and the names of the steps that did not succeed.
#[derive(Default)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
    broken: Vec<String>,
    left_out: BTreeSet<String>,
}

impl Tally {
    /// Takes the counts from one line of output of `cargo test` or vitest, if it is such a line.
    pub(crate) fn read(&mut self, line: &str) -> bool {
        let line = line.trim();
        let Some(counts) = line.strip_prefix("test result:").or_else(|| line.strip_prefix("Tests ")) else {
            return false;
        };
        let mut previous = 0;
        for word in counts.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            match word {
                "passed" => self.passed += previous,
                "failed" => self.failed += previous,
                other => previous = other.parse().unwrap_or(0),
            }
        }
        true
    }

    /// Notes how a step ended. A step that printed no counts of its own counts as one.
    pub(crate) fn step(&mut self, name: &str, counted: bool, outcome: &Result<(), Failure>) {
        match (outcome, counted) {
            (Ok(()), true) => {}
            (Ok(()), false) => self.passed += 1,
            (Err(failure), _) => {
                println!("--- {name}: {failure}");
                self.broken.push(name.to_owned());
                if !counted {
                    self.failed += 1;
                }
            }
        }
    }

    /// Notes what was not done and counts as passed all the same: what, because of what.
    pub(crate) fn left_out(&mut self, line: &str) {
        self.left_out.insert(line.to_owned());
    }

    /// What was left out, a line each; the closing line, and whether all is well. Nothing run at all is not well.
    pub(crate) fn close(self) -> Result<(), Failure> {
        for line in &self.left_out {
            println!("left out: {line}");
        }
        let failed = self.failed.max(u64::from(!self.broken.is_empty()));
        println!("{} passed, {failed} failed", self.passed);
        if failed == 0 && self.passed > 0 { Ok(()) } else { Err(Failure::Steps(self.broken.join(", "))) }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use crate::failure::Failure;

    #[test]
    fn counts_of_both_runners_add_up() {
        let mut tally = Tally::default();
        assert!(
            tally.read("test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; finished in 0.1s")
        );
        assert!(tally.read("      Tests  1 failed | 30 passed (31)"));
        assert!(!tally.read("running 3 tests"));
        assert_eq!((tally.passed, tally.failed), (42, 3));
        assert!(tally.close().is_err());
    }

    #[test]
    fn a_step_that_breaks_before_its_counts_fails_the_run() {
        let mut tally = Tally::default();
        tally.step("fmt", false, &Ok(()));
        tally.step("tests", true, &Err(Failure::Steps("x".into())));
        assert!(tally.close().is_err());
        assert!(Tally::default().close().is_err(), "a run of nothing is no success");
    }
}
