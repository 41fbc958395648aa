using System.Text.Json.Serialization;

namespace Acetate.Library.Deliveries;

/// <summary>News that must reach somebody outside: kept with what it tells about, sent afterwards, tried again until it arrives.</summary>
public sealed record Delivery
{
    /// <summary>The library's id; receivers can tell by it that something came twice.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The same news to the same target has the same key, and is kept once.</summary>
    public required string Key { get; init; }

    /// <summary>Webhook or mail.</summary>
    public required DeliveryKind Kind { get; init; }

    /// <summary>The address, or who it is for by their role. It holds no secret.</summary>
    public required string Target { get; init; }

    /// <summary>What it is about: the event's kind, or a mail's subject.</summary>
    public string Subject { get; init; } = "";

    /// <summary>What is sent.</summary>
    public string Payload { get; init; } = "";

    /// <summary>How it stands.</summary>
    public DeliveryState State { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is to be tried next.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>When it arrived or was given up.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why the last try failed; empty when none did.</summary>
    public string LastError { get; init; } = "";
}

/// <summary>How news travels.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DeliveryKind>))]
public enum DeliveryKind
{
    /// <summary>Posted over HTTP.</summary>
    Webhook,

    /// <summary>Sent as e-mail.</summary>
    Mail,
}

/// <summary>How a delivery stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>To be sent.</summary>
    Waiting,

    /// <summary>Arrived.</summary>
    Delivered,

    /// <summary>Given up.</summary>
    GivenUp,

    /// <summary>Not sent, because when it was due it concerned nobody any more: a hold was over, somebody had lost their role.</summary>
    Withdrawn,
}
