//! What the system said, in the clerk's words: its own are English.

use std::io::{Error, ErrorKind};

const KNOWN: [(ErrorKind, &str); 15] = [
    (ErrorKind::NotFound, "没有这个文件或文件夹"),
    (ErrorKind::PermissionDenied, "没有权限"),
    (ErrorKind::AlreadyExists, "同名的文件已经存在"),
    (ErrorKind::IsADirectory, "这是一个文件夹，不是文件"),
    (ErrorKind::NotADirectory, "这是一个文件，不是文件夹"),
    (ErrorKind::DirectoryNotEmpty, "文件夹不是空的"),
    (ErrorKind::ReadOnlyFilesystem, "这个位置是只读的"),
    (ErrorKind::StorageFull, "磁盘满了"),
    (ErrorKind::QuotaExceeded, "磁盘配额用完了"),
    (ErrorKind::FileTooLarge, "文件太大"),
    (ErrorKind::InvalidFilename, "文件名太长或者有不能用的字符"),
    (ErrorKind::InvalidData, "内容不是 UTF-8 文本"),
    (ErrorKind::TimedOut, "等得太久，没有回应"),
    (ErrorKind::OutOfMemory, "内存不够"),
    (ErrorKind::UnexpectedEof, "文件不完整"),
];

/// Why a file could not be read or written.
pub fn system_words(error: &Error) -> String {
    let known = KNOWN.iter().find(|(kind, _)| *kind == error.kind()).map(|(_, words)| *words);
    match (known, error.raw_os_error()) {
        (Some(known), _) => known.to_owned(),
        // Hardly happens to a file; the number leads whoever looks after the computer to it.
        (None, Some(number)) => format!("系统错误 {number}"),
        (None, None) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_reasons_are_chinese() {
        assert_eq!(system_words(&Error::from_raw_os_error(28)), "磁盘满了");
        assert_eq!(system_words(&Error::from_raw_os_error(30)), "这个位置是只读的");
        assert_eq!(system_words(&Error::from_raw_os_error(2)), "没有这个文件或文件夹");
        assert_eq!(system_words(&Error::from_raw_os_error(5)), "系统错误 5");
    }
}
