using Acetate.Aaf.Objects;

namespace Acetate.Aaf.Writing;

/// <summary>The dictionary of classes, properties and types that a file brings with it: those that its objects use, and all that these use in turn.</summary>
/// <remarks>A property names its type, a type may refer to a class, and a class has a parent and further properties. What is defined is closed: nothing refers to what the file does not define.</remarks>
internal sealed class MetaDictionaryDraft
{
    /// <summary>The paths of "referenced properties" that lead to the classes and to the types.</summary>
    public const int Classes = 0, Types = 1;

    private const int Identification = 0x0005;

    // What no object is of.
    private static readonly HashSet<string> Abstract =
    [
        "InterchangeObject", "Component", "Segment", "SourceReference", "DefinitionObject", "EssenceDescriptor", "FileDescriptor", "DigitalImageDescriptor", "Locator", "Mob", "MobSlot",
        "MetaDefinition", "TypeDefinition",
    ];

    private readonly SortedDictionary<string, DraftObject> classes = new(StringComparer.Ordinal), types = new(StringComparer.Ordinal);
    private readonly List<(byte[] Key, DraftObject Object)> madeClasses = [], madeTypes = [];

    private MetaDictionaryDraft()
    {
    }

    /// <summary>Makes it.</summary>
    /// <param name="used">Names of the classes of all objects of the file.</param>
    public static DraftObject Of(IEnumerable<string> used)
    {
        var draft = new MetaDictionaryDraft();
        draft.Class("MetaDictionary");
        draft.Class("PropertyDefinition");
        foreach (var name in used.Order(StringComparer.Ordinal)) draft.Class(name);
        // The definitions are objects too, and of classes that have to be defined.
        for (var known = -1; known != draft.madeTypes.Count;)
        {
            known = draft.madeTypes.Count;
            foreach (var name in draft.types.Values.SelectMany(type => type.ClassNames).Distinct().Order(StringComparer.Ordinal).ToList()) draft.Class(name);
        }

        return new DraftObject("MetaDictionary")
            .OwnsSet("ClassDefinitions", Identification, 16, draft.madeClasses)
            .OwnsSet("TypeDefinitions", Identification, 16, draft.madeTypes);
    }

    private void Class(string name)
    {
        if (classes.ContainsKey(name)) return;
        var (id, numbers) = BuiltInClasses.ByName[name];
        var parent = BuiltInClasses.Classes[id].Parent;
        var made = Definition("ClassDefinition", id, name);
        classes.Add(name, made);
        madeClasses.Add((id.ToByteArray(), made));
        if (parent != Guid.Empty) Class(BuiltInClasses.Classes[parent].Name);
        // A class without a parent is its own.
        made.Refers("ParentClass", Classes, Identification, parent == Guid.Empty ? id : parent).Flag("IsConcrete", !Abstract.Contains(name));
        var properties = numbers.Where(DefinedProperties.All.ContainsKey).Select(number => DefinedProperties.All[number]).ToList();
        if (properties.Count > 0) made.OwnsSet("Properties", Identification, 16, [.. properties.Select(property => (property.Id.ToByteArray(), Property(property)))]);
        foreach (var property in properties) Type(property.Type);
    }

    private static DraftObject Property(DefinedProperty property)
    {
        var made = Definition("PropertyDefinition", property.Id, property.Name)
            .Id("Type", DefinedTypes.Id(property.Type)).Flag("IsOptional", property.IsOptional).U16("LocalIdentification", property.Number);
        return property.IsUnique ? made.Flag("IsUniqueIdentifier", true) : made;
    }

    private void Type(string name)
    {
        if (types.ContainsKey(name)) return;
        var id = DefinedTypes.Id(name);
        var reference = DefinedTypes.Reference(name);
        var known = reference is null ? BuiltInTypes.All[id] : null;
        var made = known is null ? Definition(ClassOf(reference!.Value.Kind), id, NameOf(reference.Value)) : Definition(ClassOf(known), id, NameOf(known));
        types.Add(name, made);
        madeTypes.Add((id.ToByteArray(), made));
        if (known is null) Refer(made, reference!.Value);
        else Describe(made, known);
    }

    private void Refer(DraftObject made, (ReferenceKind Kind, string Class) reference)
    {
        var (kind, target) = reference;
        switch (kind)
        {
            case ReferenceKind.Strong:
                Class(target);
                made.Refers("ReferencedType", Classes, Identification, BuiltInClasses.ByName[target].Id);
                break;
            case ReferenceKind.Weak:
                Class(target);
                made.Refers("ReferencedType", Classes, Identification, BuiltInClasses.ByName[target].Id).Bytes("TargetSet", [.. PathTo(target).SelectMany(part => part.ToByteArray())]);
                break;
            default:
                var one = kind is ReferenceKind.StrongSet or ReferenceKind.StrongVector ? $"{target}*" : $"~{target}";
                Type(one);
                made.Refers("ElementType", Types, Identification, DefinedTypes.Id(one));
                break;
        }
    }

    /// <summary>The properties that lead from the root to the set that holds all objects of a class.</summary>
    private static Guid[] PathTo(string target)
    {
        var set = DefinedProperties.All.Values.Single(property => property.Type == $"{target}{{}}").Id;
        // The two properties of the root have ids although no dictionary defines them.
        return target is "ClassDefinition" or "TypeDefinition"
            ? [Guid.Parse("0d010301-0101-0100-060e-2b3401010102"), set]
            : [Guid.Parse("0d010301-0102-0100-060e-2b3401010102"), DefinedProperties.All[0x3b04].Id, set];
    }

    private void Describe(DraftObject made, AafType type)
    {
        var element = type.Element == Guid.Empty ? "" : BuiltInTypes.All[type.Element].Name;
        switch (type.Kind)
        {
            case AafTypeKind.Integer:
                made.U8("Size", type.Size).Flag("IsSigned", type.IsSigned);
                return;
            case AafTypeKind.Enumeration:
                var values = DefinedTypes.Enumerations[type.Name];
                made.Refers("ElementType", Types, Identification, type.Element).Texts("ElementNames", values.Select(value => value.Name))
                    .Bytes("ElementValues", [.. values.SelectMany(value => DraftObject.Whole(long.Parse(value.Value, null), 8))]);
                break;
            case AafTypeKind.ExtendibleEnumeration:
                var labels = DefinedTypes.Enumerations[type.Name];
                made.Texts("ElementNames", labels.Select(label => label.Name)).Bytes("ElementValues", [.. labels.SelectMany(label => Guid.Parse(label.Value).ToByteArray())]);
                return;
            case AafTypeKind.Record:
                made.RefersAll("MemberTypes", Types, Identification, [.. type.Fields.Select(field => field.Type)]).Texts("MemberNames", type.Fields.Select(field => field.Name));
                foreach (var (_, field) in type.Fields) Type(BuiltInTypes.All[field].Name);
                return;
            case AafTypeKind.FixedArray:
                made.Refers("ElementType", Types, Identification, type.Element).U32("ElementCount", type.Count);
                break;
            case AafTypeKind.VariableArray or AafTypeKind.Set or AafTypeKind.Text:
                made.Refers("ElementType", Types, Identification, type.Element);
                break;
            case AafTypeKind.Rename:
                made.Refers("RenamedType", Types, Identification, type.Element);
                break;
            default:
                return;
        }

        Type(element);
    }

    private static DraftObject Definition(string className, Guid id, string name) => new DraftObject(className).Id("Identification", id).Text("Name", name);

    private static string ClassOf(ReferenceKind kind) => kind switch
    {
        ReferenceKind.Strong => "TypeDefinitionStrongObjectReference",
        ReferenceKind.Weak => "TypeDefinitionWeakObjectReference",
        ReferenceKind.StrongSet or ReferenceKind.WeakSet => "TypeDefinitionSet",
        _ => "TypeDefinitionVariableArray",
    };

    private static string ClassOf(AafType type) => type.Kind switch
    {
        AafTypeKind.Text => "TypeDefinitionString",
        AafTypeKind.Indirect when type.Name == "Opaque" => "TypeDefinitionOpaque",
        _ => $"TypeDefinition{type.Kind}",
    };

    // The names that AAF programs write; they find types by their ids.
    private static string NameOf((ReferenceKind Kind, string Class) reference) => reference.Kind switch
    {
        ReferenceKind.Weak => $"{reference.Class}WeakReference",
        ReferenceKind.WeakSet => $"kAAFTypeID_{reference.Class}WeakReferenceSet",
        ReferenceKind.WeakVector => $"kAAFTypeID_{reference.Class}WeakReferenceVector",
        ReferenceKind.Strong => $"kAAFTypeID_{reference.Class}StrongReference",
        ReferenceKind.StrongSet => $"kAAFTypeID_{reference.Class}StrongReferenceSet",
        _ => $"kAAFTypeID_{reference.Class}StrongReferenceVector",
    };

    private static string NameOf(AafType type) => type.Kind is AafTypeKind.Enumeration or AafTypeKind.ExtendibleEnumeration or AafTypeKind.Record or AafTypeKind.Set or AafTypeKind.Stream ? type.Name : $"aaf{type.Name}";
}
