//! Files on their way to the window: raw bytes, not JSON.

use specta::{Type, Types, datatype::DataType};
use tauri::ipc::{InvokeResponseBody, IpcResponse};

/// A file's bytes. The window receives an `ArrayBuffer`.
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl IpcResponse for Bytes {
    fn body(self) -> tauri::Result<InvokeResponseBody> {
        Ok(InvokeResponseBody::Raw(self.0))
    }
}

impl Type for Bytes {
    fn definition(_: &mut Types) -> DataType {
        DataType::Reference(specta_typescript::define("ArrayBuffer"))
    }
}
