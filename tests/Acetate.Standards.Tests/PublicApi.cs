using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Acetate.Standards.Tests;

/// <summary>The public types and members of an assembly as sorted text, one line each.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(float)] = "float",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
    };

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Heading(type)).Append('\n');
            var lines = type.IsEnum
                ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}")
                : type.GetMembers(Declared).Select(Line).OfType<string>().Order(StringComparer.Ordinal);
            foreach (var line in lines)
                text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static string Heading(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parents = type.IsEnum ? [] : new[] { type.BaseType }.OfType<Type>().Where(parent => parent != typeof(object) && parent != typeof(ValueType))
            .Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).OrderBy(Name, StringComparer.Ordinal));
        var names = string.Join(", ", parents.Select(Name));
        return $"{kind} {type.Namespace}.{Name(type)}{(names.Length > 0 ? " : " + names : "")}";
    }

    private static string? Line(MemberInfo member) => member switch
    {
        // What the compiler adds to a record says nothing that "record" does not.
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is not FieldInfo => null,
        ConstructorInfo constructor when IsPromised(constructor) => $"new({Parameters(constructor)})",
        MethodInfo method when IsPromised(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{Modifier(method)}{Named(method.ReturnParameter)} {method.Name}{Generics(method)}({Parameters(method)})",
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors =>
            $"{Modifier(property.GetAccessors(nonPublic: true)[0])}{Named(property)} {property.Name} {{ {accessors}}}",
        FieldInfo field when field.IsPublic => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
        EventInfo happening when IsPromised(happening.AddMethod) => $"event {Name(happening.EventHandlerType!)} {happening.Name}",
        _ => null,
    };

    private static bool IsPromised(MethodBase? method) => method switch
    {
        null => false,
        { IsPublic: true } => true,
        { IsFamily: true } or { IsFamilyOrAssembly: true } => method.DeclaringType is { IsSealed: false },
        _ => false,
    };

    private static string Modifier(MethodBase method) =>
        method.IsStatic ? "static " : method.IsAbstract && method.DeclaringType is { IsInterface: false } ? "abstract " : "";

    private static string Accessors(PropertyInfo property)
    {
        var get = IsPromised(property.GetMethod) ? "get; " : "";
        var set = !IsPromised(property.SetMethod) ? ""
            : property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ";
        return get + set + (property.IsDefined(typeof(RequiredMemberAttribute)) ? "required; " : "");
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        var direction = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "";
        return $"{direction}{Named(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Default(parameter) : "")}";
    }));

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => "default",
        bool value => value ? "true" : "false",
        string value => $"\"{value}\"",
        var value => $"{value}",
    };

    private static string Named(ParameterInfo parameter) =>
        Name(parameter.ParameterType) + Mark(parameter.ParameterType, Nullability.Create(parameter).ReadState);

    private static string Named(PropertyInfo property) =>
        Name(property.PropertyType) + Mark(property.PropertyType, Nullability.Create(property).ReadState);

    private static string Mark(Type type, NullabilityState state) =>
        !type.IsValueType && !(type.IsByRef && type.GetElementType()!.IsValueType) && state == NullabilityState.Nullable ? "?" : "";

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";

        var outer = type is { IsNested: true, IsGenericParameter: false } ? Name(type.DeclaringType!) + "." : "";
        var name = type.Name.Split('`')[0];
        return !type.IsGenericType ? outer + name : $"{outer}{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
