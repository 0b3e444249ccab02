//! Objects as bytes. `lopdf` writes whole documents only, which would have to be in memory as a whole.

use lopdf::{Dictionary, Object, StringFormat};

/// Appends an object as a PDF writes it.
pub(super) fn write(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(true) => out.extend_from_slice(b"true"),
        Object::Boolean(false) => out.extend_from_slice(b"false"),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        // What is no number was none in the source either.
        Object::Real(value) if !value.is_finite() => out.push(b'0'),
        Object::Real(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Name(name) => write_name(out, name),
        Object::String(text, StringFormat::Literal) => write_literal(out, text),
        Object::String(text, StringFormat::Hexadecimal) => {
            out.push(b'<');
            out.extend_from_slice(hex::encode_upper(text).as_bytes());
            out.push(b'>');
        }
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                write(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Stream(stream) => {
            write_dictionary(out, &stream.dict);
            out.extend_from_slice(b"\nstream\n");
            out.extend_from_slice(&stream.content);
            out.extend_from_slice(b"\nendstream");
        }
        Object::Reference((number, generation)) => {
            out.extend_from_slice(format!("{number} {generation} R").as_bytes());
        }
    }
}

fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary {
        write_name(out, key);
        out.push(b' ');
        write(out, value);
    }
    out.extend_from_slice(b">>");
}

/// Bytes that stand for something else in a name are written by their number.
fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

fn write_literal(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'(');
    for byte in text {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            // A bare carriage return would be read as a line feed.
            b'\r' => out.extend_from_slice(b"\\r"),
            other => out.push(*other),
        }
    }
    out.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    fn text(object: impl Into<Object>) -> String {
        let mut out = Vec::new();
        write(&mut out, &object.into());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn objects_are_written_as_the_standard_has_them() {
        assert_eq!(text(Object::Name(b"A B#".to_vec())), "/A#20B#23");
        assert_eq!(text(Object::string_literal("a(b)\\c\r")), "(a\\(b\\)\\\\c\\r)");
        assert_eq!(text(vec![1.into(), Object::Real(0.5), Object::Null, true.into()]), "[1 0.5 null true]");
        assert_eq!(text(dictionary! { "K" => Object::Reference((3, 0)) }), "<</K 3 0 R>>");
        assert_eq!(text(Object::Real(f32::NAN)), "0");
        assert_eq!(text(Object::Real(0.000_001)), "0.000001");
    }
}
