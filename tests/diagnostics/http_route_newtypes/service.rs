use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/fine/{id}/{number}"))]
    async fn fine(&self, id: Id<u64>, number: Number, more: Vec<Id<String>>) -> Result<(), Error>;
    #[cfg_attr(kit, get("/two/{two}"))]
    async fn two(&self, two: Two) -> Result<(), Error>;
    #[cfg_attr(kit, get("/list"))]
    async fn list(&self, list: List) -> Result<(), Error>;
    #[cfg_attr(kit, get("/of-list"))]
    async fn of_list(&self, list: Id<List>) -> Result<(), Error>;
    #[cfg_attr(kit, get("/made"))]
    async fn made(&self, made: Made) -> Result<(), Error>;
    #[cfg_attr(kit, get("/by-hand"))]
    async fn by_hand(&self, value: ByHand) -> Result<(), Error>;
    #[cfg_attr(kit, get("/round"))]
    async fn round(&self, round: Round) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Id<T>(pub T);

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(std::num::NonZeroU32);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Two(u8, u8);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct List(Vec<String>);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Made(#[serde(with = "pairs")] u32);

#[derive(Clone, Debug)]
pub struct ByHand(u32);

impl Serialize for ByHand {}

impl<'de> Deserialize<'de> for ByHand {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Round(Box<Round>);
