using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Acetate.Compute;

/// <summary>Lets members that JSON leaves out keep what their records give them.</summary>
/// <remarks>
/// Serialisers made at build time write an object in one expression with all its init-only members, and write nothing into those that
/// the JSON leaves out: dotnet/runtime#84484. Here it is made empty, and only what the JSON has is set.
/// </remarks>
internal static class OwnDefaults
{
    /// <summary>Mends one type, before it is used.</summary>
    public static void Keep(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.IsAbstract || type.Type.GetConstructor(Type.EmptyTypes) is null) return;
        foreach (var property in type.Properties)
        {
            PropertyInfo? member = null;
            if (property.Set is not null) property.Set = (target, value) => (member ??= (PropertyInfo)property.AttributeProvider!).SetValue(target, value);
        }

        type.CreateObject = () => Activator.CreateInstance(type.Type)!;
    }
}
