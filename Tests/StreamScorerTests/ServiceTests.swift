import Testing

/// Tests that run whole services.
@Suite struct ServiceTests {}
