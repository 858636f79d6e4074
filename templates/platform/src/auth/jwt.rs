//! Signed tokens (RFC 7519), as bearers show them (RFC 6750).

use std::path::{Path, PathBuf};

use clap::Args;
use jsonwebtoken::{
    Validation,
    crypto::{CryptoProvider, aws_lc},
    decode, decode_header,
    errors::ErrorKind,
};
use serde_json::{Map, Value};

use super::{
    Auth, NotLetIn, Scheme, Secret,
    keys::{self, Keys},
    published::Published,
    unusable,
};
use crate::{Caller, Config, Result, watched::Watched};

/// Whose tokens count, for services with a layer [`Jwt`]. Files that change are read again.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Who may call, by token (one of the first four, and both others)")]
pub struct JwtConfig {
    /// The public key of who signs tokens, in PEM: RSA (RS256), P-256 (ES256) or Ed25519 (EdDSA)
    #[arg(long, env, value_name = "FILE")]
    pub jwt_key: Option<PathBuf>,

    /// A JWKS: such keys, by the `kid` of the tokens. From a URL it is read every five minutes, and
    /// for tokens of keys that it did not have
    #[arg(long, env, value_name = "FILE|URL")]
    pub jwt_jwks: Option<String>,

    /// The secret with which tokens are signed (HS256), of 32 bytes at least
    #[arg(long, env, value_name = "FILE")]
    pub jwt_secret_file: Option<PathBuf>,

    /// That secret; in the environment rather, for others see a process's arguments
    #[arg(long, env, value_name = "SECRET", hide_env_values = true)]
    pub jwt_secret: Option<Secret>,

    /// Who must have made the tokens: their claim `iss`
    #[arg(long, env, value_name = "NAME")]
    pub jwt_issuer: Option<String>,

    /// For whom they must be made: in their claim `aud`
    #[arg(long, env, value_name = "NAME")]
    pub jwt_audience: Option<String>,
}

/// Lets in who has a token that is signed, of the right issuer, for this audience and in time.
pub type Jwt = Auth<Tokens>;

impl Jwt {
    /// With the keys that the configuration names. Those at a URL are asked for in the background,
    /// by a task of the runtime that this must be called in.
    pub fn of(config: &Config) -> Result<Self> {
        let config = &config.jwt;
        let name = |flag: &str, name: &Option<String>| {
            let name = name.clone().filter(|name| !name.is_empty());
            name.ok_or_else(|| unusable(flag, "it is needed: tokens for others do not count"))
        };
        // Another crate may have brought jsonwebtoken a second one to choose from.
        let _ = CryptoProvider::install_default(&aws_lc::DEFAULT_PROVIDER);
        Ok(Self::new(Tokens {
            keys: keys(config)?,
            issuer: name("--jwt-issuer", &config.jwt_issuer)?,
            audience: name("--jwt-audience", &config.jwt_audience)?,
        }))
    }
}

/// Which tokens count.
pub struct Tokens {
    keys: Source,
    issuer: String,
    audience: String,
}

enum Source {
    Here(Watched<Keys>),
    Published(Published),
}

/// From the one place that is named.
fn keys(config: &JwtConfig) -> Result<Source> {
    let load = |file: &Path, read| Watched::load(file, read).map(Source::Here);
    let file = |file: &Option<PathBuf>, read| Some(load(file.as_ref()?, read));
    let set = config.jwt_jwks.as_ref().map(|place| {
        match place.starts_with("http://") || place.starts_with("https://") {
            true => Published::at(place).map(Source::Published),
            false => load(Path::new(place), keys::of_set),
        }
    });
    let secret = config.jwt_secret.as_ref();
    let secret = secret.map(|Secret(text)| Watched::fixed(text, keys::of_secret).map(Source::Here));
    let secret_file = file(&config.jwt_secret_file, keys::of_secret);
    let places = [
        ("--jwt-key", file(&config.jwt_key, keys::of_pem)),
        ("--jwt-jwks", set),
        ("--jwt-secret-file", secret_file),
        ("--jwt-secret", secret),
    ];
    let flags = places.each_ref().map(|(flag, _)| *flag).join(", ");
    let mut given = places
        .into_iter()
        .filter_map(|(flag, keys)| Some((flag, keys?)));
    match (given.next(), given.next()) {
        (Some((flag, keys)), None) => keys.map_err(|why| unusable(flag, why)),
        _ => Err(unusable(&flags, "one of them is needed, and no more")),
    }
}

impl Scheme for Tokens {
    const NAME: &'static str = "Bearer";
    const CHALLENGES: [&'static str; 2] = ["Bearer", r#"Bearer error="invalid_token""#];

    async fn check(&self, token: &str) -> Result<Caller, NotLetIn> {
        let header = decode_header(token).map_err(|error| why(error.kind()))?;
        // Whoever wrote it insists on what nobody here knows.
        if header.crit.is_some() {
            return Err("critical extensions".into());
        }
        let id = header.kid.as_deref();
        let keys = match &self.keys {
            Source::Here(keys) => keys.get(),
            Source::Published(keys) => keys.keys(id).await.map_err(NotLetIn::Unchecked)?,
        };
        let key = keys::find(&keys, id).ok_or("unknown key")?;
        let mut validation = Validation::new(key.algorithm);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        let token = decode::<Map<String, Value>>(token, &key.key, &validation);
        let token = token.map_err(|error| why(error.kind()))?;
        Ok(Caller::new(token.claims))
    }
}

/// Not the library's words: they may have parts of the token in them.
fn why(error: &ErrorKind) -> &'static str {
    match error {
        ErrorKind::InvalidSignature => "wrong signature",
        ErrorKind::InvalidAlgorithm => "not the key's algorithm",
        ErrorKind::ExpiredSignature => "expired",
        ErrorKind::ImmatureSignature => "not valid yet",
        ErrorKind::InvalidIssuer => "another issuer",
        ErrorKind::InvalidAudience => "another audience",
        ErrorKind::MissingRequiredClaim(claim) if claim == "exp" => "exp is missing",
        ErrorKind::MissingRequiredClaim(claim) if claim == "iss" => "iss is missing",
        ErrorKind::MissingRequiredClaim(claim) if claim == "aud" => "aud is missing",
        _ => "no token",
    }
}
