//! No parameter, one, many.

pub use platform::Error;

#[allow(clippy::too_many_arguments)]
#[trait_variant::make(Send)]
pub trait ParametersService: Sync + 'static {
    async fn nothing(&self) -> Result<(), Error>;
    async fn answer_only(&self) -> Result<String, Error>;
    async fn one(&self, only: String) -> Result<(), Error>;
    async fn short_ones(&self, a: u8, b: u8, c: u8, d: u8, e: u8) -> Result<u8, Error>;
    async fn twelve(
        &self,
        first: String,
        second: Option<u8>,
        third: Vec<u8>,
        fourth: i64,
        fifth: bool,
        sixth: char,
        seventh: f32,
        eighth: f64,
        ninth: Vec<String>,
        tenth: Option<String>,
        eleventh: usize,
        twelfth: isize,
    ) -> Result<Vec<String>, Error>;
    async fn twelve_short(
        &self,
        a: u8,
        b: u8,
        c: u8,
        d: u8,
        e: u8,
        f: u8,
        g: u8,
        h: u8,
        i: u8,
        j: u8,
        k: u8,
        l: u8,
    ) -> Result<(), Error>;
    async fn edge(
        &self,
        aaaaaaaa0: u8,
        bbbbbbbb1: u8,
        cccccccc2: u8,
        dddddddd3: u8,
        eeeeeeee4: u8,
        ffffffff5: u8,
        gggggggg6: u8,
        hhhhhhhhhh: u8,
    ) -> Result<(), Error>;
    async fn edge_and_more(
        &self,
        aaaaaaaa0: u8,
        bbbbbbbb1: u8,
        cccccccc2: u8,
        dddddddd3: u8,
        eeeeeeee4: u8,
        ffffffff5: u8,
        gggggggg6: u8,
        hhhhhhhhhh: u8,
        i: u8,
    ) -> Result<(), Error>;
    async fn inner(
        &self,
        aaaaaaaaa0: u8,
        bbbbbbbbb1: u8,
        ccccccccc2: u8,
        ddddddddd3: u8,
        eeeeeeeee4: u8,
        fffffffff5: u8,
        gggggggg6: u8,
        hh: u8,
    ) -> Result<(), Error>;
}

pub struct BasicParametersService;

impl ParametersService for BasicParametersService {
    async fn nothing(&self) -> Result<(), Error> {
        Err(Error::unimplemented("nothing is not implemented yet"))
    }

    async fn answer_only(&self) -> Result<String, Error> {
        Err(Error::unimplemented("answer_only is not implemented yet"))
    }

    async fn one(&self, only: String) -> Result<(), Error> {
        let _ = only;
        Err(Error::unimplemented("one is not implemented yet"))
    }

    async fn short_ones(&self, a: u8, b: u8, c: u8, d: u8, e: u8) -> Result<u8, Error> {
        let _ = (a, b, c, d, e);
        Err(Error::unimplemented("short_ones is not implemented yet"))
    }

    async fn twelve(
        &self,
        first: String,
        second: Option<u8>,
        third: Vec<u8>,
        fourth: i64,
        fifth: bool,
        sixth: char,
        seventh: f32,
        eighth: f64,
        ninth: Vec<String>,
        tenth: Option<String>,
        eleventh: usize,
        twelfth: isize,
    ) -> Result<Vec<String>, Error> {
        let _ = (
            first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh,
            twelfth,
        );
        Err(Error::unimplemented("twelve is not implemented yet"))
    }

    async fn twelve_short(
        &self,
        a: u8,
        b: u8,
        c: u8,
        d: u8,
        e: u8,
        f: u8,
        g: u8,
        h: u8,
        i: u8,
        j: u8,
        k: u8,
        l: u8,
    ) -> Result<(), Error> {
        let _ = (a, b, c, d, e, f, g, h, i, j, k, l);
        Err(Error::unimplemented("twelve_short is not implemented yet"))
    }

    async fn edge(
        &self,
        aaaaaaaa0: u8,
        bbbbbbbb1: u8,
        cccccccc2: u8,
        dddddddd3: u8,
        eeeeeeee4: u8,
        ffffffff5: u8,
        gggggggg6: u8,
        hhhhhhhhhh: u8,
    ) -> Result<(), Error> {
        let _ = (
            aaaaaaaa0, bbbbbbbb1, cccccccc2, dddddddd3, eeeeeeee4, ffffffff5, gggggggg6, hhhhhhhhhh,
        );
        Err(Error::unimplemented("edge is not implemented yet"))
    }

    async fn edge_and_more(
        &self,
        aaaaaaaa0: u8,
        bbbbbbbb1: u8,
        cccccccc2: u8,
        dddddddd3: u8,
        eeeeeeee4: u8,
        ffffffff5: u8,
        gggggggg6: u8,
        hhhhhhhhhh: u8,
        i: u8,
    ) -> Result<(), Error> {
        let _ = (
            aaaaaaaa0, bbbbbbbb1, cccccccc2, dddddddd3, eeeeeeee4, ffffffff5, gggggggg6,
            hhhhhhhhhh, i,
        );
        Err(Error::unimplemented("edge_and_more is not implemented yet"))
    }

    async fn inner(
        &self,
        aaaaaaaaa0: u8,
        bbbbbbbbb1: u8,
        ccccccccc2: u8,
        ddddddddd3: u8,
        eeeeeeeee4: u8,
        fffffffff5: u8,
        gggggggg6: u8,
        hh: u8,
    ) -> Result<(), Error> {
        let _ = (
            aaaaaaaaa0, bbbbbbbbb1, ccccccccc2, ddddddddd3, eeeeeeeee4, fffffffff5, gggggggg6, hh,
        );
        Err(Error::unimplemented("inner is not implemented yet"))
    }
}
