//! Wrapping the office's key under a secret: Argon2id makes a key of the secret, XChaCha20-Poly1305 seals.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::MasterKey;
use crate::disk;
use crate::error::{Result, StoreError};

/// What one try of a password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// For an office: the second recommended option of RFC 9106 §4 (64 MiB, 3 passes, 4 lanes).
    pub const OFFICE: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 };

    /// For tests and made-up offices only: no protection.
    pub const CHEAP: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };

    /// A damaged or forged key file must not be able to ask for all memory or for hours.
    fn bounded(self) -> bool {
        self.memory_kib <= 2 * 1024 * 1024 && self.passes <= 64 && self.lanes <= 64
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self::OFFICE
    }
}

/// The office's key under one secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wrapped {
    cost: Cost,
    salt: String,
    nonce: String,
    sealed: String,
}

/// Wraps `master` under `secret`. `bound` names the office and the holder, so that a wrapped key cannot be moved
/// to another's place.
pub(super) fn wrap(master: &MasterKey, secret: &[u8], cost: Cost, bound: &str) -> Result<Wrapped> {
    let salt = disk::random::<16>()?;
    let nonce = disk::random::<24>()?;
    let key = stretch(secret, &salt, cost)?;
    let payload = Payload { msg: master.bytes(), aad: bound.as_bytes() };
    let sealed = XChaCha20Poly1305::new(Key::from_slice(key.as_slice()))
        .encrypt(XNonce::from_slice(&nonce), payload)
        .map_err(|_| StoreError::Crypto { detail: "wrapping a key" })?;
    Ok(Wrapped { cost, salt: hex::encode(salt), nonce: hex::encode(nonce), sealed: hex::encode(sealed) })
}

/// Unwraps; none when the secret is wrong.
pub(super) fn unwrap(wrapped: &Wrapped, secret: &[u8], bound: &str) -> Result<Option<MasterKey>> {
    let broken = StoreError::Crypto { detail: "a wrapped key has the wrong form" };
    if !wrapped.cost.bounded() {
        return Err(broken);
    }
    let (Ok(salt), Ok(nonce), Ok(sealed)) =
        (hex::decode(&wrapped.salt), hex::decode(&wrapped.nonce), hex::decode(&wrapped.sealed))
    else {
        return Err(broken);
    };
    if nonce.len() != 24 {
        return Err(broken);
    }
    let key = stretch(secret, &salt, wrapped.cost)?;
    let payload = Payload { msg: &sealed, aad: bound.as_bytes() };
    let opened = XChaCha20Poly1305::new(Key::from_slice(key.as_slice()))
        .decrypt(XNonce::from_slice(&nonce), payload)
        .map(Zeroizing::new);
    let Ok(opened) = opened else { return Ok(None) };
    let bytes: [u8; 32] = opened.as_slice().try_into().map_err(|_| broken)?;
    Ok(Some(MasterKey::from_bytes(bytes)))
}

fn stretch(secret: &[u8], salt: &[u8], cost: Cost) -> Result<Zeroizing<[u8; 32]>> {
    let refused = |_| StoreError::Crypto { detail: "Argon2id refused its parameters" };
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(refused)?;
    let mut key = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, key.as_mut_slice())
        .map_err(refused)?;
    Ok(key)
}
