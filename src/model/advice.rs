//! Types that cannot cross the wire: why, and what to use instead.

use syn::Item;

use super::syntax::Text;

/// The text under the place, and the help.
pub(super) struct Advice {
    pub why: String,
    pub help: String,
}

impl Advice {
    pub fn new(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { why: why.into(), help: help.into() }
    }
}

const TABLE: &str =
    "use bool, char, an integer, f32, f64, String, Option<T>, Vec<T> or a struct of this crate";

/// For a type that is not a path.
pub(super) fn for_shape(text: &Text, ty: &syn::Type) -> Advice {
    use syn::Type::*;
    let list_of = |element: &syn::Type| format!("use `Vec<{}>`", text.snippet(element));
    match ty {
        Reference(reference) => {
            let help = match &*reference.elem {
                Path(path) if path.path.is_ident("str") => "use `String`".to_owned(),
                Slice(slice) => list_of(&slice.elem),
                other => format!("use `{}`", text.snippet(other)),
            };
            Advice::new("a reference cannot leave its process", help)
        }
        Tuple(tuple) if tuple.elems.is_empty() => {
            Advice::new("`()` carries nothing", "leave it out: `()` is for a method's whole result")
        }
        Tuple(_) => Advice::new("the parts of a tuple have no names", "use a struct with named fields"),
        Array(array) => {
            Advice::new("the length of an array is not part of JSON or protobuf", list_of(&array.elem))
        }
        Slice(slice) => Advice::new("a slice is borrowed, a message is owned", list_of(&slice.elem)),
        TraitObject(_) => Advice::new("the receiver could not know which type to make", "use a struct"),
        ImplTrait(_) => Advice::new("the receiver could not know which type to make", "name a type"),
        FnPtr(_) => Advice::new("a function cannot leave its process", "send data: a struct or a String"),
        Ptr(_) => Advice::new("a pointer means nothing in another process", "send the value itself"),
        Never(_) => Advice::new("`!` has no values", "use `()` as the method's result"),
        Infer(_) => Advice::new("the type is not said", "write the type"),
        Macro(_) => Advice::new("kit does not expand macros", "write the type that the macro makes"),
        Path(_) => Advice::new("kit does not look into implementations", "write the type itself"),
        _ => Advice::new("kit does not know this kind of type", TABLE),
    }
}

/// For an item of the crate that is not a struct.
pub(super) fn for_item(item: &Item) -> Advice {
    match item {
        Item::Enum(_) => Advice::new(
            "this is an enum: only structs can be sent",
            "use a struct with an `Option` for each case, or a String",
        ),
        Item::Type(_) => Advice::new("this is a type alias", "write the type that it stands for"),
        Item::Union(_) => Advice::new("this is a union", "use a struct with named fields"),
        Item::Trait(_) | Item::TraitAlias(_) => Advice::new("this is a trait, not a type", "use a struct"),
        _ => Advice::new("this is not a struct", TABLE),
    }
}

/// For a type of another crate.
pub(super) fn for_foreign(path: &[String]) -> Advice {
    let name = path.last().map_or("", String::as_str);
    for_name(name).unwrap_or_else(|| {
        let why = format!("`{}` is defined outside of this crate", path.join("::"));
        Advice::new(why, "define a struct in this crate, with the fields that are to be sent")
    })
}

/// For a well-known type by its name alone, imported or not.
pub(super) fn for_name(name: &str) -> Option<Advice> {
    let advice = match name {
        "Self" => Advice::new("`Self` is the service itself", "use a struct"),
        "str" => Advice::new("`str` has no fixed size", "use `String`"),
        "i128" | "u128" => {
            Advice::new("neither JSON nor protobuf has integers of 128 bits", "use `i64`, `u64` or `String`")
        }
        "f16" | "f128" => Advice::new("neither JSON nor protobuf has it", "use `f32` or `f64`"),
        "Result" => {
            Advice::new("a `Result` is what the method as a whole returns", "use `Option<T>` or a struct")
        }
        "Box" => Advice::new(
            "`Box` is not in the contract yet",
            "send the value itself; a struct holds more of its own kind in a `Vec`",
        ),
        "Arc" | "Rc" | "Mutex" | "RwLock" | "Cell" | "RefCell" => {
            Advice::new("a pointer or a lock cannot be sent", "send the value itself")
        }
        "Cow" | "PathBuf" | "Path" | "OsString" => Advice::new("not in the contract yet", "use `String`"),
        "HashMap" | "BTreeMap" | "IndexMap" => Advice::new(
            "maps are not in the contract yet",
            "use `Vec<Entry>` with `struct Entry { pub key: …, pub value: … }`",
        ),
        "HashSet" | "BTreeSet" | "IndexSet" | "VecDeque" | "BinaryHeap" | "LinkedList" => {
            Advice::new("of the collections only `Vec` is in the contract", "use `Vec<T>`")
        }
        "Uuid" | "Url" | "IpAddr" | "Ipv4Addr" | "Ipv6Addr" | "SocketAddr" | "Decimal" | "NaiveDate" => {
            Advice::new("not in the contract yet", "use `String`, and parse it in the service")
        }
        "SystemTime" | "DateTime" | "NaiveDateTime" | "Timestamp" | "OffsetDateTime" | "Instant" => {
            Advice::new("times are not in the contract yet", "use `i64`: milliseconds since 1970")
        }
        "Duration" => Advice::new("durations are not in the contract yet", "use `u64`: milliseconds"),
        "Bytes" | "BytesMut" => Advice::new("not in the contract yet", "use `Vec<u8>`"),
        "Value" => Advice::new("any value at all is no contract", "use a struct with named fields"),
        "Sender" | "Receiver" | "UnboundedSender" | "UnboundedReceiver" => {
            Advice::new("a channel cannot leave its process", "send a `Vec<T>`")
        }
        _ => return None,
    };
    Some(advice)
}
