//! Parties: what is written into a matter, linked to the person or organization it was taken from.

use super::{FindingView, Id, PartyKind};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The particulars of a party. Codes are code ids (`sex`, `ethnicity`, `id-type` lists); empty is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct Particulars {
    /// Name, or full name of the organization.
    pub name: String,
    /// Sex code.
    pub sex: String,
    /// Birth date, ISO.
    pub birth_date: String,
    /// Ethnicity code.
    pub ethnicity: String,
    /// Kind of identity document, code.
    pub id_type: String,
    /// Number of the identity document (or unified social credit code).
    pub id_number: String,
    /// Occupation or post.
    pub occupation: String,
    /// Employer.
    pub employer: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// Legal representative of an organization.
    pub representative: String,
    /// The representative's post.
    pub representative_title: String,
    /// Agent.
    pub agent: String,
}

/// A warning that a clerk keeps for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct KeptWarning {
    /// Code of the finding (`identity.check-digit`, `identity.sex`, `identity.birth-date`).
    pub code: String,
    /// The reason.
    pub reason: String,
}

/// A party as sent with a save. The list sent is the whole list: a missing one is removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PartyInput {
    /// Row id; none for a new one.
    #[serde(default)]
    pub id: Option<Id>,
    /// Role id.
    pub role: String,
    /// Person, legal person or other.
    pub kind: PartyKind,
    /// The known person or organization it was taken from (`PersonOffer.id`); none makes a new record.
    #[serde(default)]
    pub record: Option<Id>,
    /// Particulars as they stand in this matter.
    pub particulars: Particulars,
    /// Also write the changed particulars into the linked record.
    #[serde(default)]
    pub update_record: bool,
    /// Warnings kept.
    #[serde(default)]
    pub kept: Vec<KeptWarning>,
}

/// A party as a matter shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PartyView {
    /// Row id.
    pub id: Id,
    /// Role id.
    pub role: String,
    /// Role title.
    pub role_title: String,
    /// Kind.
    pub kind: PartyKind,
    /// The person or organization.
    pub record: Option<Id>,
    /// Particulars as they stand in this matter. The ID number is masked unless asked to be edited.
    pub particulars: Particulars,
    /// The ID number above is masked.
    pub masked: bool,
    /// Full years today.
    pub age: Option<u32>,
    /// Particulars that are not as the record has them now, with what it has: `联系电话（档案：0000-0000001）`.
    pub differs: Vec<String>,
    /// Warnings kept.
    pub kept: Vec<KeptWarning>,
    /// What the checks say about it.
    pub findings: Vec<FindingView>,
}

/// What has been typed of a person so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct PersonProbe {
    /// Natural, legal or other.
    pub kind: Option<PartyKind>,
    /// Name or its beginning, or pinyin initials.
    pub name: String,
    /// ID number.
    pub id_number: String,
    /// Birth date, ISO.
    pub birth_date: String,
    /// Phone.
    pub phone: String,
}

/// Why a known person is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OfferReason {
    /// The same ID number.
    SameIdNumber,
    /// The same name and birth date.
    SameNameAndBirth,
    /// The same phone.
    SamePhone,
    /// The name begins alike.
    Name,
}

/// A known person or organization to choose. Never chosen by the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonOffer {
    /// Record id: put it into [`PartyInput::record`].
    pub id: Id,
    /// Natural or organization.
    pub kind: PartyKind,
    /// Why.
    pub reason: OfferReason,
    /// The record's particulars, unmasked only when the ID number typed is the same.
    pub particulars: Particulars,
    /// `男，1968年3月2日生，证件尾号 1231，2件事项`.
    pub description: String,
    /// Matters it appears in.
    pub matters: u32,
}

/// What a party's particulars give by themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct IdentityCheck {
    /// The number in its normal writing (upper-case X, half-width).
    pub id_number: String,
    /// Birth date read from the number.
    pub birth_date: Option<String>,
    /// Sex code read from the number.
    pub sex: Option<String>,
    /// The 18-digit form of an old 15-digit number.
    pub upgraded: Option<String>,
    /// Warnings.
    pub findings: Vec<FindingView>,
}
