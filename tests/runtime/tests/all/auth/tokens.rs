//! Keys, and tokens signed with them.

use std::{fs, path::Path};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode, get_current_timestamp, jwk::Jwk};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, PKCS_RSA_SHA256};
use serde_json::{Value, json};

pub const SECRET: &str = "a secret of no less than 32 bytes";
pub const ISSUER: &str = "https://issuer.example";
pub const AUDIENCE: &str = "probe";

/// Who signs tokens.
pub struct Signer {
    pub algorithm: Algorithm,
    pub key: EncodingKey,
    /// What others need to check them: a public key in PEM, or the secret.
    pub public: String,
}

impl Signer {
    pub fn new(algorithm: Algorithm) -> Self {
        let generated = match algorithm {
            Algorithm::RS256 => &PKCS_RSA_SHA256,
            Algorithm::ES256 => &PKCS_ECDSA_P256_SHA256,
            Algorithm::EdDSA => &PKCS_ED25519,
            _ => return Self::by_secret(SECRET),
        };
        let pair = KeyPair::generate_for(generated).unwrap();
        let pem = pair.serialize_pem();
        let key = match algorithm {
            Algorithm::RS256 => EncodingKey::from_rsa_pem(pem.as_bytes()),
            Algorithm::ES256 => EncodingKey::from_ec_pem(pem.as_bytes()),
            _ => EncodingKey::from_ed_pem(pem.as_bytes()),
        };
        Self { algorithm, key: key.unwrap(), public: pair.public_key_pem() }
    }

    pub fn by_secret(secret: &str) -> Self {
        let key = EncodingKey::from_secret(secret.as_bytes());
        Self { algorithm: Algorithm::HS256, key, public: secret.to_owned() }
    }

    /// The flags of a service that is to believe it, and a file that they name.
    pub fn believed(&self, name: &str) -> Vec<String> {
        let flag = if self.algorithm == Algorithm::HS256 { "--jwt-secret-file" } else { "--jwt-key" };
        flags(flag, &file(name, &self.public))
    }

    pub fn token(&self, claims: &Value) -> String {
        self.sign(Header::new(self.algorithm), claims)
    }

    pub fn sign(&self, header: Header, claims: &Value) -> String {
        encode(&header, claims, &self.key).unwrap()
    }

    /// A token that says which key it is signed with.
    pub fn token_of(&self, id: &str) -> String {
        self.sign(Header { kid: Some(id.to_owned()), ..Header::new(self.algorithm) }, &claims())
    }

    pub fn jwk(&self, id: &str) -> Value {
        let public = self.public.as_bytes();
        let key = match self.algorithm {
            Algorithm::RS256 => DecodingKey::from_rsa_pem(public),
            Algorithm::ES256 => DecodingKey::from_ec_pem(public),
            Algorithm::EdDSA => DecodingKey::from_ed_pem(public),
            _ => Ok(DecodingKey::from_secret(public)),
        };
        let jwk = Jwk::from_decoding_key(&key.unwrap(), Some(self.algorithm)).unwrap();
        let mut jwk = serde_json::to_value(jwk).unwrap();
        jwk["kid"] = json!(id);
        jwk
    }
}

pub fn file(name: &str, text: &str) -> String {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("auth-{name}"));
    fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

pub fn flags(flag: &str, value: &str) -> Vec<String> {
    let all = [flag, value, "--auth", "jwt", "--jwt-issuer", ISSUER, "--jwt-audience", AUDIENCE];
    all.map(str::to_owned).to_vec()
}

pub fn claims() -> Value {
    let now = get_current_timestamp();
    json!({"sub": "maria", "iss": ISSUER, "aud": AUDIENCE, "exp": now + 600})
}

/// Claims with one that is otherwise, or with `null` not there.
pub fn claims_but(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}
