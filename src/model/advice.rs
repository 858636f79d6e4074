//! Types that cannot cross the wire: why, and what to use instead.

use syn::Item;

use super::{streaming, syntax::Text};

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

const TABLE: &str = "use a scalar, String, Option<T>, Vec<T>, a map, or a struct or an enum of the workspace";

/// What a stream holds.
pub(super) const ITEM: &str = "Result<T, Error>";

/// How the result of a method is written that is a stream of `item`.
pub(super) fn stream(item: &str) -> String {
    format!("impl Stream<Item = {item}> + Send + 'static")
}

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
            let why = match &reference.mutability {
                Some(_) => "what is changed here does not change at the caller",
                None => "only a whole parameter can be borrowed, as `&str` or `&[T]`",
            };
            Advice::new(why, help)
        }
        Tuple(_) => Advice::new("`()` carries nothing", "leave it out: `()` is for a method's whole result"),
        Slice(slice) => Advice::new("a slice is borrowed, a message is owned", list_of(&slice.elem)),
        TraitObject(_) => Advice::new(
            "the receiver could not know which type to make",
            "use an enum with a variant for each type",
        ),
        ImplTrait(ty) if streaming::promises(ty, "Stream") => {
            Advice::new("only a method's whole result can be a stream", "use `Vec<T>`, or call for each item")
        }
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

/// For an item of the crate that is neither a struct nor an enum.
pub(super) fn for_item(item: &Item) -> Advice {
    match item {
        Item::Type(_) => Advice::new("this is a type alias", "write the type that it stands for"),
        Item::Union(_) => Advice::new("this is a union", "use an enum or a struct with named fields"),
        Item::Trait(_) | Item::TraitAlias(_) => {
            Advice::new("this is a trait, not a type", "use an enum with a variant for each type")
        }
        _ => Advice::new("this is not a type that kit knows", TABLE),
    }
}

/// For a type of another crate, which JSON could carry but protobuf cannot.
pub(super) fn for_foreign(path: &[String]) -> Advice {
    let help = match path.last().map_or("", String::as_str) {
        "Cow" | "PathBuf" | "SocketAddr" | "Version" | "Uri" => "use `String`, and parse it in the service",
        "VecDeque" | "LinkedList" | "BinaryHeap" | "IndexSet" => {
            "use `Vec<T>`, `HashSet<T>` or `BTreeSet<T>`"
        }
        "IndexMap" => "use `HashMap<K, V>`, `BTreeMap<K, V>` or a `Vec` of a struct",
        "NaiveDateTime" | "Zoned" | "PrimitiveDateTime" => {
            "use an instant, such as `DateTime<Utc>`, or a `String`"
        }
        "BytesMut" => "use `Vec<u8>` or `bytes::Bytes`",
        "Value" => "use a struct with named fields, or a `String`",
        _ => "define a struct in this workspace, with the fields that are to be sent",
    };
    Advice::new(format!("protobuf has nothing for `{}`", path.join("::")), help)
}

/// For a type that no transport can send, by its name alone, imported or not.
pub(super) fn for_name(name: &str) -> Option<Advice> {
    let advice = match name {
        "Self" => Advice::new("`Self` is the service itself", "use a struct"),
        "str" => Advice::new("`str` has no fixed size", "use `String`"),
        "f16" | "f128" => Advice::new("neither JSON nor protobuf has it", "use `f32` or `f64`"),
        "Result" => {
            Advice::new("a `Result` is what the method as a whole returns", "use `Option<T>` or a struct")
        }
        "Arc" | "Rc" | "Weak" => Advice::new("a shared pointer cannot be sent", "send the value itself"),
        "Mutex" | "RwLock" | "Cell" | "RefCell" => {
            Advice::new("a lock cannot be sent", "send the value itself")
        }
        "Path" | "OsStr" | "CStr" => Advice::new("it has no fixed size", "use `String`"),
        "OsString" | "CString" => Advice::new("its bytes mean something only on one machine", "use `String`"),
        "Instant" => Advice::new("it means nothing on another machine", "use `SystemTime`"),
        "BoxStream" | "ItemStream" | "LocalBoxStream" | "Pin" | "ReceiverStream" => {
            let help = format!("write `{}`, if this is a method's result", stream(ITEM));
            Advice::new("kit writes streams as an `impl Stream`", help)
        }
        "Sender" | "Receiver" | "UnboundedSender" | "UnboundedReceiver" => {
            Advice::new("a channel cannot leave its process", "send a `Vec<T>`")
        }
        _ => return None,
    };
    Some(advice)
}
