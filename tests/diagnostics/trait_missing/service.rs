//! Nothing here yet.

use platform::Error;
