using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The generated code that describes a service, found from the class that implements it.</summary>
/// <param name="Descriptor">The service's definition; null when the generator was not protoc's.</param>
/// <param name="BindService">The generated <c>BindService(ServiceBinderBase, XxxBase)</c>.</param>
internal sealed record GeneratedBinding(ServiceDescriptor? Descriptor, MethodInfo BindService)
{
    /// <exception cref="InvalidOperationException">The class does not derive from a generated service base class.</exception>
    public static GeneratedBinding Find(Type serviceType)
    {
        for (var type = serviceType; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not { } bind)
                continue;
            var method = bind.BindType.GetMethod(
                bind.BindMethodName, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [typeof(ServiceBinderBase), type]);
            var descriptor = bind.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
            if (method is not null)
                return new GeneratedBinding(descriptor as ServiceDescriptor, method);
        }
        throw new InvalidOperationException($"{serviceType.Name} does not derive from a service base class that protoc generated.");
    }

    /// <summary>Gives all methods to the binder, without a service object.</summary>
    public void Bind(ServiceBinderBase binder) => BindService.Invoke(null, [binder, null]);
}
