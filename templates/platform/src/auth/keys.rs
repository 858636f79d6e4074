//! The keys with which tokens are signed. Each is for one algorithm, whatever a token says.

use std::sync::Arc;

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Clone)]
pub struct Key {
    /// In a set, by which tokens say that they are signed with it.
    id: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

pub type Keys = Arc<[Key]>;

/// What RFC 7518 asks for: a shorter one can be guessed.
const SHORTEST_SECRET: usize = 32;
/// An uncompressed point of P-256.
const P256_POINT: usize = 65;

/// The key for a token that names one, or none: then there must be no choice.
pub(super) fn find<'a>(keys: &'a [Key], id: Option<&str>) -> Option<&'a Key> {
    match (keys, id) {
        ([key], None) => Some(key),
        // Of a key without an identity there is no other.
        ([key], Some(_)) if key.id.is_none() => Some(key),
        (keys, id) => keys
            .iter()
            .find(|key| key.id.is_some() && key.id.as_deref() == id),
    }
}

fn one(algorithm: Algorithm, key: DecodingKey) -> Keys {
    let id = None;
    Arc::new([Key { id, algorithm, key }])
}

/// A secret; the end of its line is none of it.
pub(super) fn of_secret(text: &str) -> Result<Keys, String> {
    let secret = text.trim_end_matches(['\n', '\r']);
    if secret.starts_with("-----BEGIN") {
        return Err("it is a key, and no secret".to_owned());
    }
    if secret.len() < SHORTEST_SECRET {
        return Err(format!(
            "the secret is shorter than {SHORTEST_SECRET} bytes"
        ));
    }
    let key = DecodingKey::from_secret(secret.as_bytes());
    Ok(one(Algorithm::HS256, key))
}

pub(super) fn of_pem(text: &str) -> Result<Keys, String> {
    if text.contains("PRIVATE KEY") {
        return Err("it is a private key, which only belongs where tokens are made".to_owned());
    }
    let pem = text.as_bytes();
    if let Ok(key) = DecodingKey::from_ed_pem(pem) {
        return Ok(one(Algorithm::EdDSA, key));
    }
    if let Ok(key) = DecodingKey::from_ec_pem(pem) {
        let point = key.try_get_as_bytes();
        return match point.is_ok_and(|point| point.len() == P256_POINT) {
            true => Ok(one(Algorithm::ES256, key)),
            false => Err("of elliptic curves only P-256 and Ed25519 are supported".to_owned()),
        };
    }
    let key = DecodingKey::from_rsa_pem(pem);
    let key = key.map_err(|_| "it is no public key in PEM: RSA, P-256 or Ed25519");
    Ok(one(Algorithm::RS256, key?))
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// The keys of a JWKS that tokens can be signed with. It may have others.
pub(super) fn of_set(text: &str) -> Result<Keys, String> {
    // Not serde's words: they may have a part of a secret in them.
    let set: Set = serde_json::from_str(text).map_err(|_| "it is no JWKS")?;
    let keys: Vec<Key> = set.keys.into_iter().filter_map(of_jwk).collect();
    match keys.is_empty() {
        true => Err("it has no key for HS256, RS256, ES256 or EdDSA".to_owned()),
        false => Ok(keys.into()),
    }
}

/// Those of a set that everybody can read, of which a secret is none.
pub(super) fn of_public_set(text: &str) -> Result<Keys, String> {
    let keys = of_set(text)?;
    let public = |key: &&Key| key.algorithm != Algorithm::HS256;
    let keys: Vec<Key> = keys.iter().filter(public).cloned().collect();
    match keys.is_empty() {
        true => Err("it has no public key for RS256, ES256 or EdDSA".to_owned()),
        false => Ok(keys.into()),
    }
}

fn of_jwk(value: Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::OctetKey(_) => Algorithm::HS256,
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            Algorithm::ES256
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            Algorithm::EdDSA
        }
        _ => return None,
    };
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    let length = key.try_get_as_bytes().map_or(0, <[u8]>::len);
    let common = jwk.common;
    let other = |meant| meant != KeyAlgorithm::from(algorithm);
    if common.key_algorithm.is_some_and(other)
        || common
            .public_key_use
            .is_some_and(|to| to != PublicKeyUse::Signature)
        || (algorithm == Algorithm::HS256 && length < SHORTEST_SECRET)
    {
        return None;
    }
    let id = common.key_id;
    Some(Key { id, algorithm, key })
}
