//! What is shown of an identity number outside of editing: the first six and the last four places.

/// What stands for a hidden place.
const STAR: char = '*';

/// The number with its middle hidden. Short numbers keep only their last places.
pub(crate) fn masked(number: &str) -> String {
    let places: Vec<char> = number.chars().collect();
    let (front, back) = match places.len() {
        0 => return String::new(),
        1..=4 => (0, 0),
        5..=9 => (0, 2),
        10..=14 => (2, 4),
        _ => (6, 4),
    };
    places
        .iter()
        .enumerate()
        .map(|(index, place)| if index < front || index >= places.len() - back { *place } else { STAR })
        .collect()
}

/// Whether a number that comes back from the window is one that was sent out masked.
pub(crate) fn is_masked(number: &str) -> bool {
    number.contains(STAR)
}

/// The last four places, for telling two people of one name apart.
pub(crate) fn tail(number: &str) -> String {
    let count = number.chars().count();
    if count < 5 { String::new() } else { number.chars().skip(count - 4).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_hidden() {
        assert_eq!(masked("11010519491231002X"), "110105********002X");
        assert_eq!(masked("E12345678"), "*******78");
        assert_eq!(masked("123"), "***");
        assert_eq!(masked(""), "");
        assert_eq!(tail("11010519491231002X"), "002X");
        assert!(is_masked(&masked("11010519491231002X")));
    }
}
