//! tonic's own code for the example's `.proto`.

fn main() {
    let folder = "../generated-example/notificator/proto";
    println!("cargo::rerun-if-changed={folder}");
    let descriptors = protox::compile(["notificator.proto"], [folder]).expect("it compiles");
    tonic_prost_build::compile_fds(descriptors).expect("it can be written");
}
