//! `fill`: one form from plain values, no office needed.

use super::Assets;
use crate::error::{OfficeError, Result};
use calendar::Date;
use expression::Scope;
use serde_json::Value;
use typeset::Stamp;

/// A form printed from plain values.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Pages.
    pub pages: u32,
    /// Labels of required needs that were blank: printed as blanks for the pen.
    pub blank: Vec<String>,
    /// Labels of what continues on an attached page.
    pub overflowed: Vec<String>,
    /// Characters no face has.
    pub missing: Vec<String>,
}

impl Assets {
    /// `fill --example`: complete values of a form.
    ///
    /// # Errors
    /// An unknown form.
    pub fn example(&self, form: &str) -> Result<Value> {
        let unknown = || OfficeError::Unknown { what: "form", id: form.to_owned() };
        self.forms_by_id().example(form).cloned().ok_or_else(unknown)
    }

    /// One form from plain values. What is missing is printed as a blank. `today` stands where the values name none.
    ///
    /// # Errors
    /// An unknown form; values that do not fit it ([`OfficeError::FormValues`]); a page that cannot be laid out.
    pub fn fill(&self, form: &str, values: &Value, today: Date) -> Result<Filled> {
        let form = self.form(form)?;
        let mut values = values.clone();
        if let Value::Object(values) = &mut values
            && values.get("today").is_none_or(Value::is_null)
        {
            values.insert("today".to_owned(), Value::from(today.to_string()));
        }
        let facts =
            form.values("values", &values).map_err(|problems| OfficeError::FormValues { problems })?;
        let facts = form.prepare(&self.library, facts)?;
        let scope = Scope::new(&self.library, &facts);
        let blank =
            form.needs(&scope)?.into_iter().filter(|need| need.blocks()).map(|need| need.label).collect();
        let rendered = self.typesetter.render(&form.compose(&scope)?, &Stamp::default())?;
        Ok(Filled {
            pages: u32::try_from(rendered.pages).unwrap_or(u32::MAX),
            blank,
            overflowed: crate::documents::overflowed(&rendered),
            missing: crate::documents::missing(&rendered),
            pdf: rendered.pdf,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::assets;

    #[test]
    fn every_form_prints_its_own_example() {
        let assets = assets();
        let today = calendar::parse_date("2026-11-22").unwrap();
        for form in assets.forms().forms {
            let example = assets.example(&form.id).unwrap();
            let filled = assets.fill(&form.id, &example, today).unwrap();
            assert!(filled.pdf.starts_with(b"%PDF"), "{}", form.id);
            assert_eq!(filled.blank, Vec::<String>::new(), "{}", form.id);
            assert_eq!(filled.pdf, assets.fill(&form.id, &example, today).unwrap().pdf, "{}", form.id);
        }
    }

    #[test]
    fn wrong_values_are_named() {
        let assets = assets();
        let today = calendar::parse_date("2026-11-22").unwrap();
        let values = serde_json::json!({ "aplied_on": "2026-02-30" });
        let error = assets.fill("mediation-agreement", &values, today).unwrap_err();
        assert_eq!(error.code(), "form.values");
        assert!(error.view().next.contains("aplied_on"));
        assert_eq!(assets.fill("nothing", &values, today).unwrap_err().code(), "definition.unknown");
    }
}
