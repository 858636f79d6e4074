//! ShopService: the trait that says what the service can do, and its implementation.
//! Both were made from proto/shop.proto, which says how all of it travels. From the trait,
//! `kit generate service shop` writes the rest of this crate.

pub use platform::Error;

/// ShopService describes the service.
#[trait_variant::make(Send)]
pub trait ShopService: Sync + 'static {
    async fn order(&self, inner: Option<CommonInner>) -> Result<Reply, Error>;
}

/// The implementation: the place for your code.
pub struct BasicShopService;

impl ShopService for BasicShopService {
    async fn order(&self, inner: Option<CommonInner>) -> Result<Reply, Error> {
        let _ = inner;
        Err(Error::unimplemented("order is not implemented yet"))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct CommonInner {
    pub a: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub inner: Option<Inner>,
    pub other: Option<CommonInner>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Inner {
    pub b: String,
}
