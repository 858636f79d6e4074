//! ShopService: the trait that says what the service can do, and its implementation.
//! Both were made from proto/shop.proto, which says how all of it travels. From the trait,
//! `kit generate service shop` writes the rest of this crate.

pub use platform::Error;

/// Sells things.
#[trait_variant::make(Send)]
pub trait ShopService: Sync + 'static {
    /// Is it open?
    async fn ping(&self) -> Result<(), Error>;

    async fn clear(&self) -> Result<Order, Error>;

    async fn keep(&self, order: Option<Order>) -> Result<Option<Order>, Error>;

    /// Pays.
    async fn pay(
        &self,
        id: String,
        by: Option<PayRequestBy>,
    ) -> Result<Option<PayReplyResult>, Error>;

    async fn answer(
        &self,
        text: String,
        expected: Option<OrderQuestionAnswer>,
    ) -> Result<OrderQuestionAnswer, Error>;

    async fn choose(
        &self,
        choice: Option<ChoiceChoice>,
    ) -> Result<
        impl platform::Stream<Item = Result<Option<ChoiceChoice>, Error>> + Send + 'static,
        Error,
    >;

    async fn change(
        &self,
        units: i64,
        currency: MoneyCurrency,
        origin: Option<MoneyOrigin>,
    ) -> Result<Money, Error>;
}

/// The implementation: the place for your code.
pub struct BasicShopService;

impl ShopService for BasicShopService {
    async fn ping(&self) -> Result<(), Error> {
        Err(Error::unimplemented("ping is not implemented yet"))
    }

    async fn clear(&self) -> Result<Order, Error> {
        Err(Error::unimplemented("clear is not implemented yet"))
    }

    async fn keep(&self, order: Option<Order>) -> Result<Option<Order>, Error> {
        let _ = order;
        Err(Error::unimplemented("keep is not implemented yet"))
    }

    async fn pay(
        &self,
        id: String,
        by: Option<PayRequestBy>,
    ) -> Result<Option<PayReplyResult>, Error> {
        let _ = (id, by);
        Err(Error::unimplemented("pay is not implemented yet"))
    }

    async fn answer(
        &self,
        text: String,
        expected: Option<OrderQuestionAnswer>,
    ) -> Result<OrderQuestionAnswer, Error> {
        let _ = (text, expected);
        Err(Error::unimplemented("answer is not implemented yet"))
    }

    async fn choose(
        &self,
        choice: Option<ChoiceChoice>,
    ) -> Result<
        impl platform::Stream<Item = Result<Option<ChoiceChoice>, Error>> + Send + 'static,
        Error,
    > {
        let _ = choice;
        Err::<platform::ItemStream<Option<ChoiceChoice>>, _>(Error::unimplemented(
            "choose is not implemented yet",
        ))
    }

    async fn change(
        &self,
        units: i64,
        currency: MoneyCurrency,
        origin: Option<MoneyOrigin>,
    ) -> Result<Money, Error> {
        let _ = (units, currency, origin);
        Err(Error::unimplemented("change is not implemented yet"))
    }
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub struct Order {
    pub id: String,
    pub lines: Vec<OrderLine>,
    /// How it was paid.
    pub payment: Option<OrderPayment>,
    pub note: Option<String>,
    pub counts: Vec<u32>,
    pub by_name: std::collections::HashMap<String, OrderLine>,
    pub states: std::collections::HashMap<i32, OrderLineState>,
    pub r#type: Option<OrderType>,
    pub question: Option<OrderQuestion>,
    pub code: Option<Line>,
    pub kind: Kind,
    pub last: Option<OrderLineState>,
}

/// What `by` of `PayRequest` may be.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub enum PayRequestBy {
    Cash(Money),
    Card(OrderCard),
    Free,
}

/// What `result` of `PayReply` may be.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub enum PayReplyResult {
    Receipt(String),
    State(OrderLineState),
    Order(Box<Order>),
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub struct OrderQuestionAnswer {
    pub yes: bool,
    pub why: OrderQuestionAnswerWhy,
}

/// What `choice` of `Choice` may be.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub enum ChoiceChoice {
    Yes,
    No,
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyCurrency {
    Unspecified,
    Eur,
    Jpy,
}

/// What `origin` of `Money` may be.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub enum MoneyOrigin {
    Place(Place),
    Unknown(String),
}

/// An amount.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub struct Money {
    pub units: i64,
    pub currency: MoneyCurrency,
    pub origin: Option<MoneyOrigin>,
}

/// One of the things.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub struct OrderLine {
    pub item: String,
    pub price: Option<Money>,
    pub state: OrderLineState,
    pub parts: Vec<OrderLine>,
}

/// What `payment` of `Order` may be.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub enum OrderPayment {
    /// In coins.
    Cash(Money),
    Card(OrderCard),
    Nothing,
    OtherOrder(Box<Order>),
    Raw(Vec<u8>),
    State(OrderLineState),
    Points(i64),
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderLineState {
    Unspecified,
    /// It is on its way.
    Sent,
    Lost,
}

/// What `type` of `Order` may be.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub enum OrderType {
    Match(bool),
    At(std::time::SystemTime),
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub struct OrderQuestion {
    pub text: String,
    pub expected: Option<OrderQuestionAnswer>,
}

/// Not the shop's.
#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub struct Line {
    pub code: String,
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Unspecified,
    Gift,
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub struct OrderCard {
    pub number: String,
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderQuestionAnswerWhy {
    NoReason,
    GoodReason,
}

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
}
