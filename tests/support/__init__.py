"""What tests stand on: databases, a browser, and one clear word about what this machine lacks."""
