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

impl<T: ToProto<P, M>, P, M> ToProto<Vec<P>, M> for Vec<T> {
    fn to_proto(self) -> Vec<P> {
        self.into_iter().map(T::to_proto).collect()
    }
}

impl<T: FromProto<P, M>, P, M> FromProto<Vec<P>, M> for Vec<T> {
    fn from_proto(proto: Vec<P>) -> Result<Self> {
        proto.into_iter().map(T::from_proto).collect()
    }
}

impl<T: ToProto<P, M>, P, M> ToProto<Vec<P>, M> for HashSet<T> {
    fn to_proto(self) -> Vec<P> {
        self.into_iter().map(T::to_proto).collect()
    }
}

impl<T: FromProto<P, M> + Eq + Hash, P, M> FromProto<Vec<P>, M> for HashSet<T> {
    fn from_proto(proto: Vec<P>) -> Result<Self> {
        proto.into_iter().map(T::from_proto).collect()
    }
}

impl<T: ToProto<P, M>, P, M> ToProto<Vec<P>, M> for BTreeSet<T> {
    fn to_proto(self) -> Vec<P> {
        self.into_iter().map(T::to_proto).collect()
    }
}

impl<T: FromProto<P, M> + Ord, P, M> FromProto<Vec<P>, M> for BTreeSet<T> {
    fn from_proto(proto: Vec<P>) -> Result<Self> {
        proto.into_iter().map(T::from_proto).collect()
    }
}

impl<K, V, A, B, M, N> ToProto<HashMap<A, B>, (M, N)> for HashMap<K, V>
where
    K: ToProto<A, M>,
    V: ToProto<B, N>,
    A: Eq + Hash,
{
    fn to_proto(self) -> HashMap<A, B> {
        let entries = self.into_iter();
        entries
            .map(|(key, value)| (key.to_proto(), value.to_proto()))
            .collect()
    }
}

impl<K, V, A, B, M, N> FromProto<HashMap<A, B>, (M, N)> for HashMap<K, V>
where
    K: FromProto<A, M> + Eq + Hash,
    V: FromProto<B, N>,
{
    fn from_proto(proto: HashMap<A, B>) -> Result<Self> {
        proto.into_iter().map(entry).collect()
    }
}

impl<K, V, A, B, M, N> ToProto<HashMap<A, B>, (M, N)> for BTreeMap<K, V>
where
    K: ToProto<A, M>,
    V: ToProto<B, N>,
    A: Eq + Hash,
{
    fn to_proto(self) -> HashMap<A, B> {
        let entries = self.into_iter();
        entries
            .map(|(key, value)| (key.to_proto(), value.to_proto()))
            .collect()
    }
}

impl<K, V, A, B, M, N> FromProto<HashMap<A, B>, (M, N)> for BTreeMap<K, V>
where
    K: FromProto<A, M> + Ord,
    V: FromProto<B, N>,
{
    fn from_proto(proto: HashMap<A, B>) -> Result<Self> {
        proto.into_iter().map(entry).collect()
    }
}

fn entry<K: FromProto<A, M>, V: FromProto<B, N>, A, B, M, N>(
    (key, value): (A, B),
) -> Result<(K, V)> {
    Ok((K::from_proto(key)?, V::from_proto(value)?))
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
