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

/// Places from which a run of figures is taken for the number of a person: a telephone number has eleven.
const NUMBER: usize = 12;
/// Places of a run that an excerpt cut off: it may be the rest of a longer one.
const CUT: usize = 5;

/// A piece of a text with the numbers of people in it masked, those that its ends cut off too.
pub(crate) fn excerpt(piece: &str) -> String {
    let places: Vec<char> = piece.chars().collect();
    let mut text = String::with_capacity(piece.len());
    let mut at = 0;
    while at < places.len() {
        let figures = places[at..].iter().take_while(|place| place.is_ascii_digit()).count();
        if figures == 0 {
            text.push(places[at]);
            at += 1;
            continue;
        }
        let sign = places.get(at + figures).is_some_and(|place| matches!(place, 'x' | 'X'));
        let end = at + figures + usize::from(sign && figures >= CUT);
        let run: String = places[at..end].iter().collect();
        let cut = (at == 0) != (end == places.len());
        match figures {
            NUMBER.. => text.push_str(&masked(&run)),
            CUT.. if cut => text.extend(std::iter::repeat_n(STAR, end - at)),
            _ => text.push_str(&run),
        }
        at = end;
    }
    text
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

    #[test]
    fn an_excerpt_hides_the_numbers_of_people_and_no_others() {
        assert_eq!(
            excerpt("证件11010519491231002X，电话13900000001"),
            "证件110105********002X，电话***********"
        );
        assert_eq!(excerpt("电话13900000001的人"), "电话13900000001的人");
        assert_eq!(excerpt("11010519491231002x"), "110105********002x");
        assert_eq!(excerpt("（2026）上河人调字第1号，赔3000元"), "（2026）上河人调字第1号，赔3000元");
        assert_eq!(excerpt("231002X李小河"), "*******李小河");
        assert_eq!(excerpt("证号1101051949"), "证号**********");
    }
}
