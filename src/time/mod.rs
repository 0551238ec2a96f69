//! Zones, calendars, working time.
