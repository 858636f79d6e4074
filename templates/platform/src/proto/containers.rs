//! What holds other values: options, lists, sets, maps, boxes, and bytes of a fixed length.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::Hash,
};

use super::{FromProto, ToProto};
use crate::{Error, Result};

impl<T: ToProto<P, M>, P, M> ToProto<Option<P>, M> for Option<T> {
    fn to_proto(self) -> Option<P> {
        self.map(T::to_proto)
    }
}

impl<T: FromProto<P, M>, P, M> FromProto<Option<P>, M> for Option<T> {
    fn from_proto(proto: Option<P>) -> Result<Self> {
        proto.map(T::from_proto).transpose()
    }
}

impl<T: ToProto<P, M>, P, M> ToProto<P, M> for Box<T> {
    fn to_proto(self) -> P {
        (*self).to_proto()
    }
}

impl<T: FromProto<P, M>, P, M> FromProto<P, M> for Box<T> {
    fn from_proto(proto: P) -> Result<Self> {
        T::from_proto(proto).map(Box::new)
    }
}

macro_rules! lists {
    ($($list:ident $(: $($bound:ident)+)?;)*) => {
        $(
            impl<T: ToProto<P, M>, P, M> ToProto<Vec<P>, M> for $list<T> {
                fn to_proto(self) -> Vec<P> {
                    self.into_iter().map(T::to_proto).collect()
                }
            }

            impl<T: FromProto<P, M> $($(+ $bound)+)?, P, M> FromProto<Vec<P>, M> for $list<T> {
                fn from_proto(proto: Vec<P>) -> Result<Self> {
                    proto.into_iter().map(T::from_proto).collect()
                }
            }
        )*
    };
}

macro_rules! maps {
    ($($map:ident: $($bound:ident)+;)*) => {
        $(
            impl<K, V, A, B, M, N> ToProto<HashMap<A, B>, (M, N)> for $map<K, V>
            where
                K: ToProto<A, M>,
                V: ToProto<B, N>,
                A: Eq + Hash,
            {
                fn to_proto(self) -> HashMap<A, B> {
                    let entries = self.into_iter();
                    entries.map(|(key, value)| (key.to_proto(), value.to_proto())).collect()
                }
            }

            impl<K, V, A, B, M, N> FromProto<HashMap<A, B>, (M, N)> for $map<K, V>
            where
                K: FromProto<A, M> $(+ $bound)+,
                V: FromProto<B, N>,
            {
                fn from_proto(proto: HashMap<A, B>) -> Result<Self> {
                    let entries = proto.into_iter();
                    entries.map(|(key, value)| Ok((K::from_proto(key)?, V::from_proto(value)?))).collect()
                }
            }
        )*
    };
}

lists! {
    Vec;
    HashSet: Eq Hash;
    BTreeSet: Ord;
}

maps! {
    HashMap: Eq Hash;
    BTreeMap: Ord;
}

impl<const N: usize> ToProto<Vec<u8>> for [u8; N] {
    fn to_proto(self) -> Vec<u8> {
        self.into()
    }
}

impl<const N: usize> FromProto<Vec<u8>> for [u8; N] {
    fn from_proto(proto: Vec<u8>) -> Result<Self> {
        let wrong = |proto: Vec<u8>| format!("{} bytes, not {N}", proto.len());
        proto
            .try_into()
            .map_err(wrong)
            .map_err(Error::invalid_argument)
    }
}
