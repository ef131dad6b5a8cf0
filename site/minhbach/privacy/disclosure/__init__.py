"""What a release gives away: crowds large enough to hide in, and a gate that measures and reads it all."""
