namespace Acetate.Aaf.Objects;

/// <summary>Ids as keys, with a hash that nobody can foresee: a file of ids that are made to collide must not take forever.</summary>
internal sealed class IdComparer : IEqualityComparer<Guid>
{
    public static IdComparer Instance { get; } = new();

    public bool Equals(Guid x, Guid y) => x == y;

    public int GetHashCode(Guid obj)
    {
        Span<byte> bytes = stackalloc byte[16];
        obj.TryWriteBytes(bytes);
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
