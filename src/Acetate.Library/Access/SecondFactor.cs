namespace Acetate.Library.Access;

/// <summary>What is known about a principal's second factor; its secret is not.</summary>
/// <param name="SetAt">Since when it is asked for; null when there is none.</param>
/// <param name="Required">Whether the principal must have one.</param>
/// <param name="RecoveryCodesLeft">Recovery codes that were not used.</param>
public sealed record SecondFactor(DateTimeOffset? SetAt, bool Required, int RecoveryCodesLeft);

/// <summary>What became of a code that somebody typed.</summary>
public abstract record CodeVerdict
{
    private CodeVerdict()
    {
    }

    /// <summary>It is right, and is good for nothing any more.</summary>
    /// <param name="ByRecovery">Whether it was a recovery code.</param>
    /// <param name="RecoveryCodesLeft">Recovery codes that are left.</param>
    public sealed record Accepted(bool ByRecovery, int RecoveryCodesLeft) : CodeVerdict;

    /// <summary>It is not right.</summary>
    public sealed record Wrong : CodeVerdict;

    /// <summary>It was right once: it, or a later one, was used.</summary>
    public sealed record Used : CodeVerdict;

    /// <summary>Too many were wrong: none is looked at for a while.</summary>
    /// <param name="For">How long.</param>
    public sealed record Wait(TimeSpan For) : CodeVerdict;

    /// <summary>There is no second factor.</summary>
    public sealed record NotSet : CodeVerdict;
}
