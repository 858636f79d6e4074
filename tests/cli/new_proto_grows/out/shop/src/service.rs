//! ShopService: the trait that says what the service can do, and its implementation.
//! Both were made from proto/shop.proto, which says how all of it travels. From the trait,
//! `kit generate service shop` writes the rest of this crate.

pub use platform::Error;

/// Sells things.
#[trait_variant::make(Send)]
pub trait ShopService: Sync + 'static {
    /// Lines alone.
    async fn find(&self, line: OrderLine, at: OrderLineState, by: Option<PayRequestBy>) -> Result<OrderPayment, Error>;

    /// Still there?
    async fn ping(&self) -> Result<(), Error>;

    async fn get_order(&self, id: String) -> Result<Order, Error>;

    async fn pay(
        &self,
        id: String,
        by: Option<PayRequestBy>,
    ) -> Result<Option<PayReplyResult>, Error>;
}

/// The implementation: the place for your code.
pub struct BasicShopService;

impl ShopService for BasicShopService {
    async fn ping(&self) -> Result<(), Error> {
        Err(Error::unimplemented("ping is not implemented yet"))
    }

    async fn get_order(&self, id: String) -> Result<Order, Error> {
        let _ = id;
        Err(Error::unimplemented("get_order is not implemented yet"))
    }

    async fn pay(
        &self,
        id: String,
        by: Option<PayRequestBy>,
    ) -> Result<Option<PayReplyResult>, Error> {
        let _ = (id, by);
        Err(Error::unimplemented("pay is not implemented yet"))
    }

    async fn find(
        &self,
        line: OrderLine,
        at: OrderLineState,
        by: Option<PayRequestBy>,
    ) -> Result<OrderPayment, Error> {
        let _ = (line, at, by);
        Err(Error::unimplemented("find is not implemented yet"))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub id: String,
    pub lines: Vec<OrderLine>,
    /// How it was paid.
    pub payment: Option<OrderPayment>,
    pub note: Option<String>,
    pub old_card: Option<OrderCard>,
    pub parent: Option<Box<Order>>,
}

/// What `by` of `PayRequest` may be.
#[derive(Clone, Debug, PartialEq)]
pub enum PayRequestBy {
    Cash(Money),
    Card(OrderCard),
}

/// What `result` of `PayReply` may be.
#[derive(Clone, Debug, PartialEq)]
pub enum PayReplyResult {
    Receipt(String),
    State(OrderLineState),
}

#[derive(Clone, Debug, PartialEq)]
pub struct OrderLine {
    pub item: String,
    pub price: Option<Money>,
    pub state: OrderLineState,
}

/// What `payment` of `Order` may be.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderPayment {
    /// In coins.
    Cash(Money),
    Card(OrderCard),
    Both(Money, String),
    Later,
    Nothing,
}

/// An amount.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    pub units: i64,
    pub currency: MoneyCurrency,
}

#[derive(Clone, Debug, PartialEq)]
pub struct OrderCard {
    pub number: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderLineState {
    Unspecified,
    Sent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyCurrency {
    Unspecified,
    Eur,
}
