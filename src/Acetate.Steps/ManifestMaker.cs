using System.Reflection;
using Acetate.Mhl;

namespace Acetate.Steps;

/// <summary>Who is named in the manifests that we write.</summary>
public static class ManifestMaker
{
    private static readonly string Version = typeof(ManifestMaker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>This program on this machine, and on whose behalf; an empty name is nobody's.</summary>
    public static MhlCreator For(string author)
    {
        ArgumentNullException.ThrowIfNull(author);
        return new() { HostName = Environment.MachineName, Tool = "Acetate", ToolVersion = Version, Authors = author.Length > 0 ? [new MhlAuthor(author)] : [] };
    }
}
