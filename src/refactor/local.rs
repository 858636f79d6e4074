//! Which methods transports serve: those that are not meant get an attribute that says that they are
//! local, and those that are lose it.

use super::{Edits, rename::on_a_line};
use crate::{
    model::places::{MayBeLocal, Placed},
    plan::edit::Edit,
};

/// `served` are names without `r#`; none means all.
pub fn serve_only(methods: &[MayBeLocal], served: &[String]) -> Edits {
    let mut edits = Edits::new();
    let mut add = |placed: &Placed, edit| {
        edits.entry(placed.source.name.to_string()).or_default().push(edit);
    };
    for MayBeLocal { name, placed, says } in methods {
        let wanted = served.is_empty() || served.contains(name);
        match says {
            Some(said) if wanted => add(placed, Edit::delete(said.clone())),
            None if !wanted => {
                let text = on_a_line(placed, "#[cfg_attr(kit, local)]");
                add(placed, Edit::replace(placed.start..placed.start, text));
            }
            _ => {}
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Source,
        model::{names::ServiceName, places},
        plan::edit,
    };

    const TRAIT: &str = "use platform::Error;
#[trait_variant::make(Send)]
pub trait BugsService: Sync + 'static {
    /// Opens one.
    async fn open(&self) -> Result<(), Error>;

    #[cfg_attr(kit, idempotent)] // as it is
    async fn r#close(&self) -> Result<(), Error>;
    async fn purge(&self) -> Result<(), Error>; async fn scan(&self) -> Result<(), Error>;
}
";

    fn served(text: &str, methods: &[&str]) -> String {
        let source = Source::new("bugs/src/service.rs", text);
        let found = places::may_be_local(&source, &ServiceName::parse("bugs").unwrap()).unwrap();
        let methods: Vec<String> = methods.iter().map(|name| name.to_string()).collect();
        let edits = serve_only(&found, &methods);
        edits.get("bugs/src/service.rs").map_or(text.to_owned(), |edits| edit::apply(text, edits))
    }

    #[test]
    fn others_become_local_and_back() {
        let one = served(TRAIT, &["open"]);
        assert!(
            one.contains("    #[cfg_attr(kit, idempotent)] // as it is\n    #[cfg_attr(kit, local)]\n"),
            "{one}"
        );
        assert!(one.contains("; #[cfg_attr(kit, local)] async fn scan"), "{one}");
        assert_eq!(one.matches("local").count(), 3);
        assert_eq!(served(&one, &["open"]), one);
        assert_eq!(served(&one, &[]), TRAIT);
        let other = served(&one, &["close", "purge"]);
        assert_eq!(other, served(TRAIT, &["close", "purge"]));
    }

    #[test]
    fn an_item_goes_from_among_others() {
        for (said, left) in [
            ("#[cfg_attr(kit, local, idempotent)]", "#[cfg_attr(kit, idempotent)]"),
            ("#[cfg_attr(kit, idempotent /* a, b */, local)]", "#[cfg_attr(kit, idempotent)]"),
            ("#[cfg_attr(\r\n        kit,\r\n        local,\r\n    )]\r\n    /// Docs.", "/// Docs."),
        ] {
            let text = TRAIT.replace("#[cfg_attr(kit, idempotent)] // as it is", said);
            assert_eq!(served(&text, &[]), text.replace(said, left));
        }
    }
}
