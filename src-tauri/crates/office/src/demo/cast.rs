//! People and organizations who do not exist. Their ID numbers have a right check digit and a division code that no
//! place has.

use super::random::Random;
use super::words::{COUNTY, FIRMS, MEN, OCCUPATIONS, RARE, SURNAMES, VILLAGES, WOMEN};
use crate::view::{Particulars, PartyKind};

/// No place has this code.
const DIVISION: &str = "999999";
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A person.
pub(super) fn person(random: &mut Random) -> Particulars {
    let woman = random.chance(45);
    let name = if random.chance(3) {
        (*random.one(RARE)).to_owned()
    } else {
        format!("{}{}", random.one(SURNAMES), random.one(if woman { WOMEN } else { MEN }))
    };
    let (year, month, day) = (random.between(1948, 2003), random.between(1, 12), random.between(1, 28));
    let ethnicity = if random.chance(88) { "01".to_owned() } else { format!("{:02}", random.between(2, 56)) };
    Particulars {
        name,
        sex: if woman { "female" } else { "male" }.to_owned(),
        birth_date: format!("{year}-{month:02}-{day:02}"),
        ethnicity,
        id_type: "resident-id".to_owned(),
        id_number: number(random, (year, month, day), woman),
        occupation: (*random.one(OCCUPATIONS)).to_owned(),
        phone: format!("0000-{:07}", random.between(1, 9_999_999)),
        address: format!(
            "{COUNTY}青河镇{}{}组{}号",
            random.one(VILLAGES),
            random.between(1, 9),
            random.between(1, 120)
        ),
        ..Particulars::default()
    }
}

/// An organization.
pub(super) fn firm(random: &mut Random) -> (PartyKind, Particulars) {
    let name = *random.one(FIRMS);
    let kind = if name.ends_with("委员会") { PartyKind::Other } else { PartyKind::Legal };
    let head = person(random);
    let particulars = Particulars {
        name: name.to_owned(),
        phone: head.phone,
        address: format!("{COUNTY}青河镇河东路{}号", random.between(1, 200)),
        representative: head.name,
        representative_title: "负责人".to_owned(),
        ..Particulars::default()
    };
    (kind, particulars)
}

fn number(random: &mut Random, (year, month, day): (u32, u32, u32), woman: bool) -> String {
    let order = random.between(0, 499) * 2 + u32::from(!woman);
    let body = format!("{DIVISION}{year:04}{month:02}{day:02}{order:03}");
    let sum: u32 =
        body.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
    format!("{body}{}", CHECK[(sum % 11) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::identity;

    #[test]
    fn made_up_people_pass_the_checks() {
        let mut random = Random::new(1);
        for _ in 0..200 {
            let person = person(&mut random);
            assert_eq!(identity::check("", &person).findings, vec![], "{person:?}");
            assert!(person.id_number.starts_with("999999"));
        }
    }
}
