//! Every type of the contract, alone, in an `Option` and in a `Vec`.

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait EchoService: Sync + 'static {
    /// Gives all back.
    async fn echo(&self, all: Everything) -> Result<Everything, Error>;
    /// Gives nothing back.
    async fn take(&self, all: Everything, maybe: Option<Everything>) -> Result<(), Error>;
    async fn echo_option(&self, all: Option<Part>) -> Result<Option<Part>, Error>;
    async fn echo_list(&self, all: Vec<Part>) -> Result<Vec<Part>, Error>;
    async fn echo_bool(&self, value: bool) -> Result<bool, Error>;
    async fn echo_char(&self, value: char) -> Result<char, Error>;
    async fn echo_f32(&self, value: f32) -> Result<f32, Error>;
    async fn echo_f64(&self, value: f64) -> Result<f64, Error>;
    async fn echo_i8(&self, value: i8) -> Result<i8, Error>;
    async fn echo_i16(&self, value: i16) -> Result<i16, Error>;
    async fn echo_i32(&self, value: i32) -> Result<i32, Error>;
    async fn echo_i64(&self, value: i64) -> Result<i64, Error>;
    async fn echo_isize(&self, value: isize) -> Result<isize, Error>;
    async fn echo_u8(&self, value: u8) -> Result<u8, Error>;
    async fn echo_u16(&self, value: u16) -> Result<u16, Error>;
    async fn echo_u32(&self, value: u32) -> Result<u32, Error>;
    async fn echo_u64(&self, value: u64) -> Result<u64, Error>;
    async fn echo_usize(&self, value: usize) -> Result<usize, Error>;
    async fn echo_text(&self, value: String) -> Result<String, Error>;
    async fn echo_bytes(&self, value: Vec<u8>) -> Result<Vec<u8>, Error>;
}

pub struct BasicEchoService;

impl EchoService for BasicEchoService {
    async fn echo(&self, all: Everything) -> Result<Everything, Error> {
        let _ = all;
        Err(Error::unimplemented("echo is not implemented yet"))
    }

    async fn take(&self, all: Everything, maybe: Option<Everything>) -> Result<(), Error> {
        let _ = (all, maybe);
        Err(Error::unimplemented("take is not implemented yet"))
    }

    async fn echo_option(&self, all: Option<Part>) -> Result<Option<Part>, Error> {
        let _ = all;
        Err(Error::unimplemented("echo_option is not implemented yet"))
    }

    async fn echo_list(&self, all: Vec<Part>) -> Result<Vec<Part>, Error> {
        let _ = all;
        Err(Error::unimplemented("echo_list is not implemented yet"))
    }

    async fn echo_bool(&self, value: bool) -> Result<bool, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_bool is not implemented yet"))
    }

    async fn echo_char(&self, value: char) -> Result<char, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_char is not implemented yet"))
    }

    async fn echo_f32(&self, value: f32) -> Result<f32, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_f32 is not implemented yet"))
    }

    async fn echo_f64(&self, value: f64) -> Result<f64, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_f64 is not implemented yet"))
    }

    async fn echo_i8(&self, value: i8) -> Result<i8, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_i8 is not implemented yet"))
    }

    async fn echo_i16(&self, value: i16) -> Result<i16, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_i16 is not implemented yet"))
    }

    async fn echo_i32(&self, value: i32) -> Result<i32, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_i32 is not implemented yet"))
    }

    async fn echo_i64(&self, value: i64) -> Result<i64, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_i64 is not implemented yet"))
    }

    async fn echo_isize(&self, value: isize) -> Result<isize, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_isize is not implemented yet"))
    }

    async fn echo_u8(&self, value: u8) -> Result<u8, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_u8 is not implemented yet"))
    }

    async fn echo_u16(&self, value: u16) -> Result<u16, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_u16 is not implemented yet"))
    }

    async fn echo_u32(&self, value: u32) -> Result<u32, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_u32 is not implemented yet"))
    }

    async fn echo_u64(&self, value: u64) -> Result<u64, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_u64 is not implemented yet"))
    }

    async fn echo_usize(&self, value: usize) -> Result<usize, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_usize is not implemented yet"))
    }

    async fn echo_text(&self, value: String) -> Result<String, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_text is not implemented yet"))
    }

    async fn echo_bytes(&self, value: Vec<u8>) -> Result<Vec<u8>, Error> {
        let _ = value;
        Err(Error::unimplemented("echo_bytes is not implemented yet"))
    }
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Everything {
    pub one_bool: bool,
    pub some_bool: Option<bool>,
    pub many_bool: Vec<bool>,
    pub one_char: char,
    pub some_char: Option<char>,
    pub many_char: Vec<char>,
    pub one_f32: f32,
    pub some_f32: Option<f32>,
    pub many_f32: Vec<f32>,
    pub one_f64: f64,
    pub some_f64: Option<f64>,
    pub many_f64: Vec<f64>,
    pub one_i8: i8,
    pub some_i8: Option<i8>,
    pub many_i8: Vec<i8>,
    pub one_i16: i16,
    pub some_i16: Option<i16>,
    pub many_i16: Vec<i16>,
    pub one_i32: i32,
    pub some_i32: Option<i32>,
    pub many_i32: Vec<i32>,
    pub one_i64: i64,
    pub some_i64: Option<i64>,
    pub many_i64: Vec<i64>,
    pub one_isize: isize,
    pub some_isize: Option<isize>,
    pub many_isize: Vec<isize>,
    pub one_u8: u8,
    pub some_u8: Option<u8>,
    pub many_u8: Vec<u8>,
    pub one_u16: u16,
    pub some_u16: Option<u16>,
    pub many_u16: Vec<u16>,
    pub one_u32: u32,
    pub some_u32: Option<u32>,
    pub many_u32: Vec<u32>,
    pub one_u64: u64,
    pub some_u64: Option<u64>,
    pub many_u64: Vec<u64>,
    pub one_usize: usize,
    pub some_usize: Option<usize>,
    pub many_usize: Vec<usize>,
    pub one_text: String,
    pub some_text: Option<String>,
    pub many_text: Vec<String>,
    pub one_bytes: Vec<u8>,
    pub some_bytes: Option<Vec<u8>>,
    pub many_bytes: Vec<Vec<u8>>,
    pub one_part: Part,
    pub some_part: Option<Part>,
    pub many_part: Vec<Part>,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Part {
    pub name: String,
    pub nothing: Nothing,
}

/// A message without fields.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Nothing {}
