trait UsersService: Sync + 'static { fn create(&self) -> Result<(), platform::Error>; }
