//! What `kit remove` and `kit rename` do to sources that users wrote in every style: what was added
//! and is removed leaves no trace, a name that comes back leaves its attribute alone, and nothing
//! else changes.

use kit::{
    apply::merge::{Text, insertions},
    diagnostic::Source,
    model::{
        self, Crate, Module, Transport,
        names::ServiceName,
        places::{self, Declared, Implemented},
    },
    plan::{
        change::{RustWant, Want},
        edit::{Edit, apply, insert},
    },
    refactor::{self, Edits},
};
use proptest::{collection::vec, prelude::*, sample::select};

const FILE: &str = "users/src/service.rs";

fn name() -> ServiceName {
    ServiceName::parse("users").unwrap()
}

fn places(text: &str, method: &str) -> (Declared, Vec<Implemented>) {
    let source = Source::new(FILE, text);
    let declared =
        places::declared(&source, &name(), method).unwrap_or_else(|why| panic!("{why:?}:\n{text}"));
    let (implemented, broken) = places::implemented(&[source], &name(), method);
    assert_eq!(broken, []);
    (declared, implemented)
}

fn edited(text: &str, edits: &Edits) -> String {
    let edits = edits.get(FILE).map_or(&[][..], Vec::as_slice);
    check_disjoint(text, edits);
    apply(text, edits)
}

fn check_disjoint(text: &str, edits: &[Edit]) {
    let mut end = 0;
    for edit in edits {
        assert!(end <= edit.range.start && edit.range.end <= text.len(), "{edits:?} of\n{text}");
        end = edit.range.end;
    }
}

fn remove(text: &str, method: &str) -> String {
    let (declared, implemented) = places(text, method);
    edited(text, &refactor::remove::method(&declared, &implemented, true).edits)
}

fn rename(text: &str, old: &str, new: &str) -> String {
    let (declared, implemented) = places(text, old);
    let module = Module { path: vec!["service".into()], source: Source::new(FILE, text) };
    let transports = [Transport::Http, Transport::Grpc].into();
    let service = model::parse(&Crate { modules: vec![module], ..Default::default() }, &name(), &transports);
    let service = service.unwrap_or_else(|wrong| panic!("{}\n{text}", wrong.0[0].render(false)));
    let method = service.methods.iter().find(|method| method.name.trim_start_matches("r#") == old).unwrap();
    let new = model::names::identifier(new).unwrap();
    edited(text, &refactor::rename::method(&declared, &implemented, method, &transports, &new))
}

/// The stub of a method, as `kit generate` puts it into the implementation.
fn with_stub(text: &str, method: &str) -> String {
    let code = format!(
        "async fn {method}(&self) -> Result<(), Error> {{\n    Err(Error::unimplemented(\"{}\"))\n}}",
        places::stub_message(method)
    );
    let want = RustWant::Method {
        trait_name: name().trait_name(),
        on: name().basic_name(),
        name: method.into(),
        code,
    };
    insert(text, &insertions(&Text::Other(Source::new(FILE, text)), &[Want::Rust(want)]).unwrap())
}

/// The declaration of a method at the end of the trait, as its user writes it.
fn declared_at_the_end(text: &str, method: &str, unit: &str, blank: bool) -> String {
    let end = text.find("} // end of the trait").unwrap();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if blank { newline } else { "" };
    let line = format!(
        "{gap}{unit}/// Docs.{newline}{unit}async fn {method}(&self) -> Result<(), Error>; // {method}{newline}"
    );
    format!("{}{line}{}", &text[..end], &text[end..])
}

#[derive(Clone, Debug)]
struct File {
    text: String,
    unit: &'static str,
}

prop_compose! {
    fn file()(
        start in select(vec!["", "\u{feff}", "#!/usr/bin/env é\n", "#![allow(unused)]\n", "\u{feff}//! é\n"]),
        unit in select(vec!["    ", "\t", "  "]),
        styles in vec((0..4_usize, 0..4_usize, 0..4_usize), 1..4),
        crlf in any::<bool>(),
        mock in any::<bool>(),
    ) -> File {
        let names = ["a", "r#type", "c"];
        let mut text = format!("{start}use platform::Error;\n\n#[trait_variant::make(Send)]\npub trait UsersService: Sync + 'static {{\n");
        for (index, (name, (style, _, gap))) in names.iter().zip(&styles).enumerate() {
            if index > 0 {
                text.push_str(["\n", "", "\n    // above é }\n", "    /* between { */\n\n"][*gap]);
            }
            text.push_str(&match style {
                0 => format!("{unit}async fn {name}(&self) -> Result<(), Error>;\n"),
                1 => format!("{unit}/// Doc }}.\n{unit}#[must_use]\n{unit}async fn {name}(&self, id: u64) -> Result<(), Error>; // }}\n"),
                2 => format!("{unit}async fn {name}(\n{unit}{unit}&self,\n{unit}{unit}id: u64, // {{\n{unit}) -> Result<(), Error>;\n"),
                _ => format!("{unit}/** Doc {{ */ async   fn {name} ( & self )->Result<(),Error> ; /* x */\n"),
            });
        }
        text.push_str("} // end of the trait\n\npub struct BasicUsersService;\n\n");
        if mock {
            text.push_str("#[cfg(test)]\nimpl UsersService for Mock { async fn a(&self) -> Result<(), Error> { Ok(()) } }\n\n");
        }
        text.push_str("impl UsersService for BasicUsersService {\n");
        for (index, (name, (_, style, gap))) in names.iter().zip(&styles).enumerate() {
            if index > 0 {
                text.push_str(["\n", "", "\n    // above é }\n", "    /* between { */\n\n"][*gap]);
            }
            text.push_str(&match style {
                0 => format!("{unit}async fn {name}(&self) -> Result<(), Error> {{ Ok(()) }}\n"),
                1 => format!("{unit}/// Doc.\n{unit}async fn {name}(&self, id: u64) -> Result<(), Error> {{ // }}\n{unit}{unit}todo!(\"{name} }}\")\n{unit}}}\n"),
                2 => format!("{unit}async fn {name}(&self, id: u64) -> Result<(), Error>\n{unit}{{\n{unit}{unit}Ok(())\n{unit}}} // done }}\n"),
                _ => format!("{unit}#[rustfmt::skip] async fn {name} (&self)->Result<(),Error>{{Ok(())}} /* x */ // y\n"),
            });
        }
        text.push_str("}\n\nconst END: u8 = 0;\n");
        File { text: if crlf { text.replace('\n', "\r\n") } else { text }, unit }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_added_and_is_removed_leaves_no_trace(file in file(), blank in any::<bool>()) {
        for method in ["fresh", "r#match"] {
            let declared = declared_at_the_end(&file.text, method, file.unit, blank);
            let both = with_stub(&declared, method);
            prop_assert_ne!(&both, &declared);
            prop_assert_eq!(remove(&both, method), file.text.clone(), "{}", both);
        }
    }

    #[test]
    fn a_name_that_comes_back_leaves_its_attribute_alone(file in file()) {
        let text = with_stub(&declared_at_the_end(&file.text, "fresh", file.unit, true), "fresh");
        for old in ["a", "fresh"] {
            let renamed = rename(&text, old, "loop");
            let shown = renamed.matches("r#loop").count();
            prop_assert!(shown >= 2, "{}", renamed);
            let back = rename(&renamed, "loop", old);
            let attribute = back.find("#[cfg_attr(kit, rpc(").expect("its names on the wire are said");
            let length = back[attribute..].find(")]").unwrap() + 2;
            let rest = &back[attribute + length..];
            let rest = rest.len() - rest.trim_start().len();
            let mut without = back.clone();
            without.replace_range(attribute..attribute + length + rest, "");
            prop_assert_eq!(without, text.clone());
        }
    }

    #[test]
    fn a_removed_method_takes_nothing_else_along(file in file()) {
        let text = with_stub(&declared_at_the_end(&file.text, "fresh", file.unit, true), "fresh");
        let (declared, implemented) = places(&text, "a");
        let after = remove(&text, "a");
        let source = Source::new(FILE, after.as_str());
        prop_assert!(places::declared(&source, &name(), "a").is_err());
        prop_assert!(places::declared(&source, &name(), "fresh").is_ok(), "{}", after);
        // Every line that is no part of the method is still there, in its order.
        let own: Vec<_> = implemented.iter().filter(|found| found.meant).map(|found| &found.placed).chain([&declared.placed]).collect();
        let mut at = 0;
        let mut left = after.lines();
        for line in text.split_inclusive('\n') {
            let span = at..at + line.len();
            at = span.end;
            let is_own = own.iter().any(|placed| placed.item.start < span.end && span.start < placed.item.end);
            if !is_own && !line.trim().is_empty() {
                let kept = left.any(|kept| kept == line.trim_end_matches(['\r', '\n']));
                prop_assert!(kept, "{line:?} is gone from\n{after}");
            }
        }
    }
}
