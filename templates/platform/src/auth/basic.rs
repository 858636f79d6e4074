//! Names and passwords (RFC 7617).

use std::{path::PathBuf, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use clap::Args;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use super::{Auth, NotLetIn, Scheme, Secret, unusable};
use crate::{Caller, Config, Result, watched::Watched};

/// Who may call, for services with a layer [`Basic`].
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Who may call, by name and password")]
pub struct BasicConfig {
    /// A file with a line `NAME:PASSWORD` for each caller; read again when it changes
    #[arg(long, env, value_name = "FILE")]
    pub basic_auth_file: Option<PathBuf>,

    /// Such a line; in the environment rather, for others see a process's arguments
    #[arg(long, env, value_name = "NAME:PASSWORD", hide_env_values = true)]
    pub basic_auth: Option<Secret>,
}

/// Lets in who knows a name's password.
pub type Basic = Auth<Passwords>;

impl Basic {
    /// With the passwords that the configuration names.
    pub fn of(config: &Config) -> Result<Self> {
        let BasicConfig {
            basic_auth_file,
            basic_auth,
        } = &config.basic;
        let passwords = match (basic_auth_file, basic_auth) {
            (Some(file), None) => Watched::load(file, read),
            (None, Some(Secret(line))) => Watched::fixed(line, read),
            _ => Err("one of them is needed, and no more".to_owned()),
        };
        let passwords = passwords.map_err(|why| unusable("--basic-auth-file, --basic-auth", why));
        Ok(Self::new(Passwords(passwords?)))
    }
}

/// Whose passwords are known.
pub struct Passwords(Watched<Arc<[Known]>>);

/// A name, and how it shows itself with its password.
struct Known {
    credentials: String,
    caller: Caller,
}

impl Scheme for Passwords {
    const NAME: &'static str = "Basic";
    const CHALLENGES: [&'static str; 2] = [r#"Basic realm="service", charset="UTF-8""#; 2];

    /// Takes as long for every name and password of the same length.
    async fn check(&self, credentials: &str) -> Result<Caller, NotLetIn> {
        let known = self.0.get();
        let same = |known: &Known| known.credentials.as_bytes().ct_eq(credentials.as_bytes());
        let mut found = None;
        // All of them, wherever the right one stands.
        for known in known.iter() {
            if same(known).into() {
                found = Some(known.caller.clone());
            }
        }
        Ok(found.ok_or("unknown name, or another password")?)
    }
}

fn read(text: &str) -> Result<Arc<[Known]>, String> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let known = lines.map(|line| match line.split_once(':') {
        Some((name, password)) if !name.is_empty() && !password.is_empty() => Ok(Known {
            credentials: STANDARD.encode(line),
            caller: Caller::new(Map::from_iter([("sub".to_owned(), Value::from(name))])),
        }),
        _ => Err("a line is not NAME:PASSWORD".to_owned()),
    });
    let known: Arc<[Known]> = known.collect::<Result<_, _>>()?;
    match known.is_empty() {
        true => Err("it has no line NAME:PASSWORD".to_owned()),
        false => Ok(known),
    }
}
