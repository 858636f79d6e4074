//! Traits that are understood: what the model says of them. What is refused is shown by
//! `tests/diagnostics`.

use quote::ToTokens;

use super::{
    names::ServiceName,
    types::{Int, Kind, Named},
    *,
};

fn sources(files: &[(&str, &str)]) -> Crate {
    let module = |(path, text): &(&str, &str)| Module {
        path: path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect(),
        source: Source::new(format!("users/src/{}.rs", path.replace("::", "/")), *text),
    };
    Crate { modules: files.iter().map(module).collect(), ..Default::default() }
}

fn parse_files(files: &[(&str, &str)]) -> Service {
    let name = ServiceName::parse("users").unwrap();
    let both = BTreeSet::from([Transport::Http, Transport::Grpc]);
    parse(&sources(files), &name, &both).unwrap_or_else(|errors| {
        panic!("{}", errors.0.iter().map(|error| error.render(false)).collect::<Vec<_>>().join("\n"))
    })
}

/// A service whose methods are `methods`, next to `rest`.
fn parse_methods(methods: &str, rest: &str) -> Service {
    let text = format!(
        "use platform::Error;\n{rest}\n#[trait_variant::make(Send)]\n\
         pub trait UsersService: Sync + 'static {{\n{methods}\n}}\n"
    );
    parse_files(&[("service", &text)])
}

fn bug(path: &str) -> Type {
    Type::Named(Named { path: path.to_owned(), kind: Kind::Struct, generic: None })
}

fn types(service: &Service) -> Vec<String> {
    service.methods.iter().map(|method| method.output.rust()).collect()
}

const BUG: &str =
    "#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]\npub struct Bug { pub id: u64 }\n";

#[test]
fn the_tutorials_trait() {
    let text = "use platform::Error;\n\n/// Describes the service.\n#[trait_variant::make(Send)]\n\
        pub trait UsersService: Sync + 'static {\n    /// Creates a user.\n    ///\n    ///  - twice\n    \
        async fn create(&self, email: String) -> Result<(), Error>;\n}\n";
    let service = parse_files(&[("service", text)]);
    assert_eq!(&service.source.text[service.span.clone()], "UsersService");
    let [create] = &*service.methods else { panic!("one method") };
    assert_eq!((&*create.name, &create.output), ("create", &Type::Unit));
    assert_eq!(create.docs, ["Creates a user.", "", " - twice"]);
    assert_eq!((&*create.params[0].name, &create.params[0].ty), ("email", &Type::String));
    assert_eq!(&text[create.span.clone()], "create");
    assert_eq!(
        (&*create.written.params, &*create.written.result),
        (&["String".to_owned()][..], "Result<(), Error>")
    );
}

#[test]
fn every_type_that_can_be_sent() {
    let all = [
        "bool, char, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64, String, Option<u8>",
        "Vec<u16>, Vec<u8>, Option<Vec<u8>>, Vec<Vec<u8>>, Option<Bug>, Vec<Bug>, [u8; 16], Box<Bug>",
        "std::collections::HashSet<char>, std::collections::BTreeSet<Bug>, (u8,), std::net::IpAddr",
        "std::collections::HashMap<u8, Bug>, std::collections::BTreeMap<String, Vec<u8>>",
        "(Bug, Option<(u8, Bug)>), std::time::Duration, std::time::SystemTime",
    ];
    let tuple: syn::TypeTuple = syn::parse_str(&format!("({},)", all.join(", "))).unwrap();
    let params =
        tuple.elems.iter().enumerate().map(|(number, ty)| format!("value{number}: {}", ty.to_token_stream()));
    let params = params.collect::<Vec<_>>().join(", ");
    let service = parse_methods(&format!("async fn create(&self, {params}) -> Result<Bug, Error>;"), BUG);
    let read: Vec<String> = service.methods[0].params.iter().map(|param| param.ty.rust()).collect();
    assert_eq!(read.join(", "), all.join(", "));
    assert_eq!(service.methods[0].params[17].ty, Type::Bytes);
    assert_eq!(service.definitions.len(), 1);
}

#[test]
fn paths_of_the_standard_library_count_as_well() {
    let service = parse_methods(
        "async fn a(&self) -> std::result::Result<std::vec::Vec<std::primitive::u8>, platform::Error>;
         async fn b(&self) -> core::result::Result<::std::option::Option<std::string::String>, Error>;
         async fn c(&self) -> platform::Result<(((u8)))>;
         async fn d(&self) -> R<u8, E>;
         async fn e(&self) -> Outcome<Text>;",
        "use std::{result::Result as R, string as s, string::String as Text};
         use platform::{Error as E, Result as Outcome};",
    );
    assert_eq!(types(&service), ["Vec<u8>", "Option<String>", "u8", "u8", "String"]);
}

#[test]
fn structs_are_found_wherever_the_crate_can_name_them() {
    let methods = |uses: &str, ty: &str| {
        format!(
            "use platform::*;\n{uses}\n#[trait_variant::make(Send)]\npub trait UsersService: Send + Sync + 'static {{
             async fn create(&self, bug: {ty}) -> Result<()>;\n}}"
        )
    };
    let root = "pub mod service; mod types; pub use types::bug::Bug as Known;";
    let inline = format!("pub mod bug {{ {BUG} }}");
    for (uses, ty) in [
        ("use crate::types::bug::Bug;", "Bug"),
        ("use crate::types::{other::Other, bug::{self, Bug as B}};", "B"),
        ("use crate::types::{bug::{self}};", "bug::Bug"),
        ("use crate::types::bug::*;", "Bug"),
        ("use super::types::bug::Bug;", "Bug"),
        ("use crate::types::*;", "bug::Bug"),
        ("use super::*;", "types::bug::Bug"),
        ("", "crate::types::bug::Bug"),
        ("", "super::types::bug::Bug"),
        ("", "self::super::types::bug::Bug"),
        ("use crate::Known;", "Known"),
        ("use crate as root;", "root::Known"),
    ] {
        let service = methods(uses, ty);
        for files in [
            vec![("", root), ("service", &*service), ("types", "pub mod bug;"), ("types::bug", BUG)],
            vec![("", root), ("service", &*service), ("types", &*inline)],
        ] {
            let service = parse_files(&files);
            assert_eq!(service.definitions[0].path, "crate::types::bug::Bug", "{uses} {ty}");
            assert_eq!(service.methods[0].params[0].ty, bug("crate::types::bug::Bug"));
        }
    }
}

#[test]
fn what_lies_in_a_private_module_goes_by_the_name_that_is_brought_out() {
    let service = "use platform::*;\nuse crate::types::bug::Bug;\n#[trait_variant::make(Send)]\n\
        pub trait UsersService: Sync + 'static { async fn create(&self, bug: Bug) -> Result<()>; }";
    for (brought, path) in [
        ("pub use bug::Bug as Beetle;", "crate::types::Beetle"),
        ("pub use bug::*;", "crate::types::Bug"),
        ("pub use self::bug::{Bug};", "crate::types::Bug"),
    ] {
        let types = format!("mod bug; {brought}");
        let files = [("", "mod types;"), ("service", service), ("types", &*types), ("types::bug", BUG)];
        let service = parse_files(&files);
        assert_eq!(service.methods[0].params[0].ty, bug(path), "{brought}");
        assert_eq!(service.definitions[0].name, path.rsplit("::").next().unwrap());
    }
}

#[test]
fn structs_are_listed_once_in_order_of_first_mention() {
    let derive = "#[derive(Clone, Debug, Serialize, Deserialize)]";
    let rest = format!(
        "use serde::*;
         {derive} pub struct Leaf {{ pub r#type: String }}
         /// A tree.
         {derive} pub struct Tree {{ pub children: Vec<Tree>, pub leaf: Option<Leaf> }}
         #[derive(Clone, Debug, Deserialize)] pub struct Last {{}}
         impl serde::Serialize for Last {{}}
         {derive} pub struct Unused {{ pub map: HashMap<u8, u8> }}"
    );
    let service = parse_methods(
        "async fn grow(&self, tree: Tree, last: Last) -> Result<Leaf, Error>;
         async fn cut(&self, tree: Vec<Tree>) -> Result<(), Error>;",
        &rest,
    );
    let names: Vec<&str> = service.definitions.iter().map(|found| &*found.name).collect();
    assert_eq!(names, ["Tree", "Last", "Leaf"]);
    assert_eq!(service.definitions[0].docs, ["A tree."]);
    assert_eq!(service.definitions[0].params()[0].ty.rust(), "Vec<Tree>");
    assert_eq!(service.definitions[2].params()[0].name, "r#type");
}

#[test]
fn a_struct_of_the_crate_comes_before_a_builtin_name() {
    let own = BUG.replace("Bug", "Uuid");
    let service = parse_methods("async fn get(&self) -> Result<Uuid, Error>;", &own);
    assert_eq!(service.methods[0].output, bug("crate::service::Uuid"));
}

#[test]
fn raw_names_keep_their_mark() {
    let service = parse_methods("async fn r#match(&self, r#type: u8) -> Result<(), Error>;", "");
    assert_eq!((&*service.methods[0].name, &*service.methods[0].params[0].name), ("r#match", "r#type"));
}

#[test]
fn offsets_hold_behind_bom_shebang_and_wide_characters() {
    let text = "\u{feff}#!/usr/bin/env rust\r\n// größe 🦀\r\nuse platform::Error;\r\n\
        #[trait_variant::make(Send)]\r\npub trait UsersService: Sync + 'static {\r\n\
        \tasync fn create(&self, 数: u8) -> Result<(), Error>;\r\n}";
    let text = text.replace('数', "number");
    let service = parse_files(&[("service", &text)]);
    assert_eq!(&text[service.methods[0].span.clone()], "create");
    assert!(text[service.methods[0].span.clone()].starts_with("create"));
}

#[test]
fn other_modules_and_bodies_need_not_make_sense() {
    let text = "use platform::Error;
        #[trait_variant::make(Send)]
        pub trait UsersService: Sync + 'static { async fn create(&self) -> Result<u8, Error>; }
        fn helper() -> Missing { undefined(1) }";
    let service = parse_files(&[("service", text), ("broken", "fn {{{"), ("", "mod")]);
    assert_eq!(service.methods[0].output, Type::Int(Int::U8));
}

#[test]
fn imports_in_a_circle_end() {
    let text = "use platform::Error;\nuse self::a as b; use self::b as a; use super::other::*;
        #[trait_variant::make(Send)]\npub trait UsersService: Sync + 'static {
        async fn create(&self, bug: a) -> Result<u8, Error>; }";
    let name = ServiceName::parse("users").unwrap();
    let krate = sources(&[("service", text), ("other", "pub use super::service::*;")]);
    let errors = parse(&krate, &name, &BTreeSet::from([Transport::Http])).unwrap_err();
    assert_eq!(errors.0.len(), 1, "{errors:?}");
}

/// What would need a stack without end for a recursive parser is refused or read, never a crash.
#[test]
fn deep_code_does_not_overflow_the_stack() {
    let name = ServiceName::parse("users").unwrap();
    let many = |part: &str| part.repeat(10_000);
    for body in [
        format!("const F: u8 = {{ {}{} }};", many("("), many(")")),
        format!("const F: u8 = {{ {}{} }};", many("{"), many("}")),
        format!("fn f() -> {}u8{} {{}}", many("Vec<"), many(">")),
        format!("fn f() -> {}u8{} {{}}", many("A<u8, "), many(">")),
        format!("const F: u8 = {{ {}x }};", many("!")),
        format!("const F: u8 = {{ {}x }};", many("|a, b| ")),
        format!("const F: u8 = {{ {}x }};", many("a = ")),
        format!("const F: u8 = {{ {}x }};", many("{} = ")),
        format!("const F: u8 = {{ {}{{}} }};", many("if x {} else ")),
        format!("const F: u8 = {{ x{} }};", many(".y()?")),
        format!("const F: u8 = {{ x{} }};", many(" + 1")),
        format!("fn f({}x: u8) {{}}", many("&")),
        format!("use {}x;", many("a::")),
        format!("macro_rules! m {{ () => {}{} }}", many("["), many("]")),
        many("("),
    ] {
        let krate = sources(&[("service", &body)]);
        let errors = parse(&krate, &name, &BTreeSet::from([Transport::Http])).unwrap_err();
        let title = &errors.0[0].title;
        assert!(
            title.contains("nested too deeply") || title.contains("unclosed"),
            "{title}: {}",
            &body[..50]
        );
    }
    // Just below the limit there is room enough, whatever syn makes of it.
    let below = [
        ("!", 1_900),
        ("&", 1_900),
        ("return ", 1_900),
        ("a = ", 900),
        ("|a, b| ", 450),
        ("if x {} else ", 450),
    ];
    for (part, count) in below {
        let krate = sources(&[("service", &format!("const F: u8 = {{ {}x }};", part.repeat(count)))]);
        let errors = parse(&krate, &name, &BTreeSet::new()).unwrap_err();
        assert!(!errors.0[0].title.contains("too deeply"), "{part}");
    }
    for (open, inner, close, count) in [("(", "1", ")", 190), ("{", "", "}", 190), ("A<u8, ", "u8", ">", 900)]
    {
        let nested =
            format!("const F: u8 = {{ let x: A<{}{inner}{}>; }};", open.repeat(count), close.repeat(count));
        let errors = parse(&sources(&[("service", &nested)]), &name, &BTreeSet::new()).unwrap_err();
        assert!(!errors.0[0].title.contains("too deeply"), "{open}");
    }
    // What a person writes is not too deep.
    let long = format!(
        "{}\nconst TABLE: &[u8] = &[{}];\nconst F: u8 = {{ x{}; {}{{}} }};\n",
        many("/// words\n"),
        many("1, 2, "),
        ".y()".repeat(300),
        "if x {} else ".repeat(300)
    );
    parse_methods("async fn create(&self) -> Result<(), Error>;", &long);
}

#[test]
fn a_huge_file_is_refused_before_it_is_parsed() {
    let huge = "fn f() {}\n".repeat(1 << 20);
    let name = ServiceName::parse("users").unwrap();
    let errors = parse(&sources(&[("service", &huge)]), &name, &BTreeSet::new()).unwrap_err();
    assert!(errors.0[0].title.contains("too long"), "{}", errors.0[0].title);
}

/// Whatever is cut off, the outcome is a model or diagnostics that can be shown.
#[test]
fn a_file_that_ends_early_never_panics() {
    let text = format!(
        "\u{feff}//! größe\r\nuse platform::{{Error}};\n{BUG}#[trait_variant::make(Send)]\n\
         pub trait UsersService: Sync + 'static {{\n\t/// \"🦀\"\n\tasync fn create(&self, bug: Option<Bug>) \
         -> Result<Vec<u8>, Error>;\n}}\nfn helper() {{ let s = r#\"x\"#; /* c */ 'a'; }}\n"
    );
    let name = ServiceName::parse("users").unwrap();
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let krate = sources(&[("service", &text[..end])]);
        if let Err(errors) = parse(&krate, &name, &BTreeSet::from([Transport::Grpc])) {
            assert!(errors.0.iter().all(|error| !error.render(false).is_empty()));
        }
    }
}

#[test]
fn the_implementation_is_found_in_any_module() {
    let service = "use platform::Error; #[trait_variant::make(Send)] pub trait UsersService: Sync + 'static { async fn create(&self, email: String) -> Result<(), Error>; }";
    let mock = "#[cfg(test)] impl UsersService for Mock { async fn create(&self, email: String) -> Result<(), Error> { todo() } }";
    let real = "impl<N> crate::UsersService for BasicUsersService<N> { async fn create(&self, e: std::string::String) -> Result<(), platform::Error> { x } }";
    let found = parse_files(&[("service", &format!("{service} {mock}")), ("imp", real)]);
    assert_eq!(&*found.implementation.unwrap().source.name, "users/src/imp.rs");
    assert_eq!(found.notes, []);
    let none = parse_files(&[("service", &format!("{service} {mock}"))]);
    assert!(none.implementation.is_none());
}

#[test]
fn methods_that_are_not_the_traits_are_noted() {
    let service = "use platform::Error; #[trait_variant::make(Send)] pub trait UsersService: Sync + 'static { async fn create(&self, email: String, age: u8) -> Result<(), Error>; }\n";
    let implementation = "impl UsersService for BasicUsersService {\nasync fn create(&self, email: String) -> Result<(), Error> { x }\nasync fn gone(&self) -> Result<(), Error> { x }\n}";
    let found = parse_files(&[("service", &format!("{service}{implementation}"))]);
    let titles: Vec<&str> = found.notes.iter().map(|note| &*note.title).collect();
    assert_eq!(
        titles,
        ["`create` is not implemented as the trait declares it", "`UsersService` has no method `gone`"]
    );
    assert!(found.notes.iter().all(|note| note.warning));
    assert!(found.notes[0].help[0].contains("async fn create(&self, email: String, age: u8)"));
}
